import { useState } from "react";
import type { FoodGrid, GridFood } from "../../../../ipc/views";

export interface Selection {
  /** The selected foods that still exist. */
  foods: GridFood[];
  toggle: (food: GridFood) => void;
  clear: () => void;
}

/** The foods of a grid that were selected, also on days that are not shown. */
export function useSelection({ days }: FoodGrid): Selection {
  const [ids, setIds] = useState<string[]>([]);
  const foods = days.flatMap(({ meals }) => meals).flatMap((meal) => meal.foods);
  return {
    foods: foods.filter(({ id }) => ids.includes(id)),
    toggle: ({ id }) =>
      setIds((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id])),
    clear: () => setIds([]),
  };
}
