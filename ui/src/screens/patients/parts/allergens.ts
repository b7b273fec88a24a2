import type { Allergen } from "../../../ipc/views";
import { useWords } from "../../../words/speech";

/** What is known of the fourteen allergens; one in neither list is unknown. */
export interface KnownAllergens {
  contains: Allergen[];
  freeOf: Allergen[];
}

/** What a food contains and is free of, in words. */
export function useAllergensInWords() {
  const { clinicFoods: words, foods } = useWords();
  const all = Object.keys(foods.allergens).length;
  return ({ contains, freeOf }: KnownAllergens, isComplete = contains.length + freeOf.length === all): string => {
    const named = contains.map((one) => foods.allergens[one]).join(", ");
    if (isComplete) return named || words.noneOfThem;
    return named === "" ? foods.allergensNotKnown : words.andNotKnown(named);
  };
}
