import { useRef, useState } from "react";
import { useMay } from "../../../../nav/session";
import { FoodProfileDialog } from "./FoodProfileDialog";

/** Describes the food of a row, which has the focus afterwards. `describe` is undefined for a user who may not. */
export function useFoodProfile(onSaved: () => void) {
  const may = useMay();
  const [food, setFood] = useState<string | null>(null);
  const row = useRef<HTMLElement | null>(null);
  const describe = (of: string) => {
    row.current = document.activeElement?.closest<HTMLElement>("[data-food-row]") ?? null;
    setFood(of);
  };
  const close = () => {
    setFood(null);
    // the dialog gives the focus back to what had it before, which is the menu of the row
    setTimeout(() => row.current?.focus());
  };
  return {
    describe: may("profiles.write") ? describe : undefined,
    dialog: food !== null && <FoodProfileDialog food={food} onClose={close} onSaved={onSaved} />,
  };
}
