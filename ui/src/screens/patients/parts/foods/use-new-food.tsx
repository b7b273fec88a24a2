import { useState } from "react";
import { useCommand } from "../../../../ipc/use-clinic";
import type { ClinicFoodView, FoodHit } from "../../../../ipc/views";
import { useMay } from "../../../../nav/session";
import { useLanguage } from "../../../../words/speech";
import { FoodDialog } from "../clinic-foods/FoodDialog";
import { foodOf } from "./grid";

/** How many foods of the saved name are looked at. */
const LOOKED_AT = 8;

/** Opens the form of a new food for a text that no food matches; `take` gets the saved food. */
export type AddFood = (text: string, take: (hit: FoodHit) => void) => void;

interface Asked {
  text: string;
  take: (hit: FoodHit) => void;
}

/**
 * Adds a food to the clinic's own from a search that found none. `add` is undefined for a user who may not; `onClose`
 * moves the focus back.
 *
 * The saved food is searched with the amount that was typed before the name, so that it is as if it had been found. One
 * that is not offered in searches is not taken.
 */
export function useNewFood(onClose: () => void) {
  const may = useMay();
  const language = useLanguage();
  const { run } = useCommand();
  const [asked, setAsked] = useState<Asked | null>(null);
  const add: AddFood = (text, take) => setAsked({ text, take });
  const takeSaved = async ({ text, take }: Asked, saved: ClinicFoodView) => {
    const amount = text.slice(0, text.length - foodOf(text).length);
    const hits = await run((clinic) => clinic.searchFoods(amount + saved.name, language, LOOKED_AT, null));
    const hit = hits?.find(({ id }) => id === saved.id);
    if (hit !== undefined) take(hit);
  };
  const dialog = asked !== null && (
    <FoodDialog
      food={null}
      name={foodOf(asked.text).trim()}
      onClose={() => (setAsked(null), onClose())}
      onSaved={(saved) => void takeSaved(asked, saved)}
    />
  );
  return { add: may("profiles.write") ? add : undefined, dialog };
}
