import type { ReactNode } from "react";
import type { FoodHit, GridFood, Meal, Problem } from "../../../../ipc/views";
import type { Formats } from "../../../../words/format";

export const MEALS: Meal[] = ["breakfast", "morningSnack", "lunch", "afternoonSnack", "dinner", "eveningSnack"];

/** A position in a meal: before a food of it, or last if `before` is null. */
export interface Slot {
  day: number;
  meal: Meal;
  before: string | null;
}

/** A food of the list with its amount, or a text without a food. */
export interface NewFood {
  slot: Slot;
  food: string | null;
  text: string;
  amount: string;
}

type Done = Promise<Problem | null>;

/** The choices of a food that takes the place of another one, which are shown at its row. */
export interface Swap {
  /** The id of the food that is replaced; null while none is. */
  foodId: string | null;
  ask: (food: GridFood | null) => void;
  choices: (food: GridFood, onDone: () => void) => ReactNode;
}

/** The actions of a grid, of a recall or of a plan; each returns why it was refused. */
export interface GridActions {
  add: (food: NewFood) => Done;
  setAmount: (food: GridFood, amount: string, isRight: boolean) => Done;
  move: (food: GridFood, slot: Slot) => Done;
  setTime: (day: number, meal: Meal, time: string) => Done;
  remove: (food: GridFood) => Done;
  /** Reads the grid again, after what is said of a food changed. */
  reload: () => Done;
  /** Of a plan: scaling leaves a locked food as it is. */
  lock?: (food: GridFood) => Done;
  /** Of a plan: which food takes the place of another one. */
  swap?: Swap;
  /** Asks what paper calls a food, by its number; none without the right. */
  describe?: ((food: string) => void) | undefined;
}

/** An entry of the search that is not stored yet. */
export interface Entry {
  key: number;
  slot: Slot;
  text: string;
  /** The food that was chosen; undefined while the search is under way, null where it found none. */
  hit: FoodHit | null | undefined;
  /** Null until the user types one. */
  amount: string | null;
  isSubmitted: boolean;
  isText: boolean;
  problem: Problem | null;
}

/** A text that begins with an amount is added at once; the clinic parses the amount. */
export const beginsWithAmount = (text: string): boolean =>
  /^\s*[.,]?[\d¼½¾⅓⅔⅛⅜⅝⅞]/.test(text) && !/^\s*[\d.,]+\s*%/.test(text);

const UNITS = [
  "k?g|mg|[mcd]?l|oz|lb",
  "cups?|glass(?:es)?|mugs?|bowls?|slices?|pieces?|cans?|bottles?|packets?|portions?|spoons?|tbsps?|tsps?",
  "tasses?|verres?|bols?|tranches?|morceaux?|canettes?|bouteilles?|paquets?|parts?|cuill[eè]res?",
].join("|");
const COUNT = "[\\d.,/¼½¾⅓⅔⅛⅜⅝⅞]+";
const JOINING = "(?:(?:of|des?|du)\\s+|d[’'])?";
// a number is an amount before a space or a unit: "7up" is a name
const AMOUNT = new RegExp(`^\\s*${COUNT}(?:\\s+${COUNT})*(?:\\s*(?:${UNITS})(?=\\s))?\\s+${JOINING}`, "i");

/** The text without the amount that it begins with: "oat drink" of "2 cups of oat drink". */
export const foodOf = (text: string): string => (beginsWithAmount(text) && text.replace(AMOUNT, "")) || text;

/** "Milk" and "whole" of "Milk, whole". */
export function nameParts(name: string): [string, string] {
  const end = name.indexOf(", ");
  return end < 0 ? [name, ""] : [name.slice(0, end), name.slice(end + 2)];
}

/** The usual portion as text, its number as it is typed: "1 cup". */
export const usualAmount = ({ portion }: FoodHit, typed: Formats["typed"]): string =>
  `${typed(portion.count)} ${portion.words}`;
