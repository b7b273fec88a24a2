import type { FoodGroup } from "../ipc/views";
import { useWords } from "../words/speech";

/** In the order in which a shop and a plan list them. */
const GROUPS: FoodGroup[] = [
  "vegetables",
  "fruit",
  "bread",
  "cereals",
  "grains",
  "legumes",
  "nuts",
  "meat",
  "fish",
  "eggs",
  "dairy",
  "fats",
  "condiments",
  "dishes",
  "sweets",
  "snacks",
  "drinks",
  "alcohol",
  "babyFoods",
  "supplements",
];

/** The groups of foods to choose from, by their words. */
export function useFoodGroups(): { value: FoodGroup; label: string }[] {
  const { choices } = useWords();
  const word = (group: FoodGroup) => group.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return GROUPS.map((value) => ({ value, label: choices[word(value)] ?? value }));
}
