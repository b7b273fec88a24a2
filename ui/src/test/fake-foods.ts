import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** A food of the list. */
export interface Food {
  id: string;
  name: string;
  measure: string;
  grams: number;
  /** Of 100 g: kcal, protein, carbohydrate, fat, calcium; null for unknown. */
  gives: [number, number, number, number, number | null];
  /** Of 100 g, in g and mg; unknown without. */
  fibre?: number;
  sodium?: number;
  /** The flags for the patient. */
  flags?: V.FoodFlag[];
}
const NOT_KNOWN: V.FoodFlag = { kind: "notKnown", of: "", allergen: null, texture: null };
export const FOODS: Food[] = [
  { id: "01077", name: "Milk, whole", measure: "cup", grams: 244, gives: [61, 3.2, 4.8, 3.3, 113], sodium: 43 },
  {
    id: "18069",
    name: "White bread",
    measure: "slice",
    grams: 29,
    gives: [266, 8.9, 49.4, 3.3, 144],
    fibre: 2.7,
    sodium: 500,
    flags: [NOT_KNOWN],
  },
  { id: "09040", name: "Banana", measure: "medium", grams: 118, gives: [89, 1.1, 22.8, 0.3, null] },
  { id: "01001", name: "Butter, salted", measure: "tbsp", grams: 14.2, gives: [717, 0.9, 0.1, 81.1, 24] },
  {
    id: "16098",
    name: "Peanut butter",
    measure: "tbsp",
    grams: 16,
    gives: [588, 25.1, 19.6, 50.4, 43],
    flags: [{ kind: "allergen", of: "Peanut", allergen: "peanuts", texture: null }, NOT_KNOWN],
  },
  { id: "14209", name: "Coffee, black", measure: "cup", grams: 237, gives: [1, 0.1, 0, 0, 2] },
];
/** The clinic's own, of the clinic that was made last. */
let own: Food[] = [];
/** How the foods are given to patients, of the clinic that was made last. */
let profiles: V.FoodProfileView[] = [];
export const describeFoods = (now: V.FoodProfileView[]) => (profiles = now);
export const profileOf = (id: string) => profiles.find(({ food }) => food === id);
/** The patient may eat what is minced, and drink what is thin. */
const isAllowed = ({ of, level }: V.Texture) => of === "fluid" || level <= 5;
function flagsOf(food: Food | null): V.FoodFlag[] {
  const texture = food === null ? null : (profileOf(food.id)?.texture ?? null);
  const own = food?.flags ?? [];
  if (texture === null || isAllowed(texture)) return own;
  return [{ kind: "texture", of: "", allergen: null, texture }, ...own];
}
export const offerOwn = (food: Food | null) => (own = food === null ? [] : [...own, food]);
export const foodById = (id: string | null) => [...FOODS, ...own].find((food) => food.id === id) ?? null;
const GIVEN: V.Nutrient[] = ["energy", "protein", "carbohydrate", "fat", "calcium"];
const UNITS: Partial<Record<V.Nutrient, V.NutrientUnit>> = { energy: "kcal", calcium: "mg" };
const TARGETS: Partial<Record<V.Nutrient, [number | null, number | null]>> = {
  energy: [1800, 1800],
  protein: [75, null],
  calcium: [1000, 2500],
};
const DOUBTFUL = 1500;
const NO_EXCHANGES: V.ExchangeTotals = { groups: [], inNoGroup: 0 };

export interface Stored {
  id: V.Id;
  food: Food | null;
  text: string;
  amount: string;
  isRight: boolean;
  isLocked: boolean;
  day: number;
  meal: V.Meal;
}
const MEALS: V.Meal[] = ["breakfast", "morningSnack", "lunch", "afternoonSnack", "dinner", "eveningSnack"];

export function portionOf(food: Food, amount: string): V.FoodPortion {
  const [, number = "1", word = ""] = /^\s*([\d.,]+)?\s*(.*?)s?$/.exec(amount) ?? [];
  const count = Number.parseFloat(number.replace(",", "."));
  const isWeight = word === "g";
  if (word !== "" && !isWeight && word !== food.measure && !food.measure.startsWith(word))
    throw R.refusal("invalid", { field: "amount", reason: "unknown" });
  const grams = isWeight ? count : count * food.grams;
  const measure = isWeight ? "g" : food.measure;
  return { count, measure, words: measure, grams, isDoubtful: grams > DOUBTFUL };
}

export function shown({ id, food, text, amount, isRight, isLocked }: Stored): V.GridFood {
  const portion = food === null ? null : portionOf(food, amount);
  const given = (hundred: number | null) =>
    hundred === null || portion === null ? null : Math.round((hundred * portion.grams) / 10) / 10;
  const of = (index: number) => given(food?.gives[index] ?? null);
  const questioned = (portion?.isDoubtful ?? false) && !isRight;
  return {
    id,
    seen: `of ${amount}`,
    food: food?.id ?? null,
    name: food?.name ?? text,
    patientName: food === null ? null : (profileOf(food.id)?.english ?? null),
    description: "",
    amount: portion === null ? "" : amount || `1 ${portion.measure}`,
    portion,
    questioned,
    isLocked,
    flags: flagsOf(food),
    meant: questioned && portion !== null && portion.measure !== "g" ? `${portion.count} g` : null,
    kcal: of(0),
    protein: of(1),
    carbohydrate: of(2),
    fat: of(3),
    fibre: given(food?.fibre ?? null),
    sodium: given(food?.sodium ?? null),
    exchanges: [],
  };
}

function nutrientsOf(foods: Stored[], hasTargets: boolean): V.GridNutrient[] {
  const counted = foods.filter(({ food }) => food !== null);
  return GIVEN.map((nutrient, index) => {
    const each = counted.map((one) => {
      const hundred = one.food!.gives[index] ?? null;
      const grams = portionOf(one.food!, one.amount).grams;
      return { id: one.id, amount: hundred === null ? null : (hundred * grams) / 100 };
    });
    const known = each.flatMap(({ id, amount }) => (amount === null ? [] : [{ id, amount }]));
    const amount = Math.round(known.reduce((sum, one) => sum + one.amount, 0) * 10) / 10;
    const [low = null, high = null] = (hasTargets && TARGETS[nutrient]) || [];
    const unknown = each.length - known.length;
    const verdict =
      low === null && high === null ? null : amount > (high ?? amount) ? "high" : unknown > 0 ? null : "low";
    return {
      nutrient,
      unit: UNITS[nutrient] ?? "g",
      amount,
      unknown,
      largest: known
        .toSorted((one, other) => other.amount - one.amount)
        .slice(0, 3)
        .map(({ id }) => id),
      low,
      high,
      verdict,
    };
  });
}

/** The foods of one recall or plan, in their order. */
export class FakeGrid {
  foods: Stored[] = [];
  private count = 0;
  private taken: Stored | null = null;

  constructor(private readonly prefix: string) {}

  private at({ before, day, meal }: V.GridSlot): number {
    if (before !== null) return this.foods.findIndex(({ id }) => id === before);
    const last = this.foods.findLastIndex((food) => food.day === day && food.meal === meal);
    return last < 0 ? this.foods.length : last + 1;
  }

  add({ slot, food, text, amount }: V.NewGridFood): string {
    const known = foodById(food);
    if (known !== null) portionOf(known, amount);
    this.count += 1;
    const id = `${this.prefix}${this.count}`;
    const { day, meal } = slot;
    const stored = { id, food: known, text, amount, isRight: false, isLocked: false, day, meal };
    this.foods = this.foods.toSpliced(this.at(slot), 0, stored);
    return id;
  }

  setAmount({ id, amount, isRight }: V.GridAmount) {
    const known = this.foods.find((food) => food.id === id)!.food!;
    const typed = /^[\d.,]+$/.test(amount) ? `${amount} ${known.measure}` : amount;
    portionOf(known, typed);
    this.change(id, { amount: typed, isRight });
  }

  change(id: string, change: Partial<Stored>) {
    this.foods = this.foods.map((food) => (food.id === id ? { ...food, ...change } : food));
  }

  move(id: string, slot: V.GridSlot) {
    const moved = { ...this.foods.find((food) => food.id === id)!, day: slot.day, meal: slot.meal };
    this.foods = this.foods.filter((food) => food.id !== id);
    this.foods = this.foods.toSpliced(this.at(slot), 0, moved);
  }

  remove(id: string) {
    this.taken = this.foods.find((food) => food.id === id)!;
    this.foods = this.foods.filter((food) => food.id !== id);
  }

  restore() {
    if (this.taken !== null) this.foods = [...this.foods, this.taken];
  }

  sum(ids: V.Id[]): V.GridNutrient[] {
    return nutrientsOf(
      this.foods.filter(({ id }) => ids.includes(id)),
      false,
    );
  }

  grid(dates: (string | null)[]): V.FoodGrid {
    const days = dates.map((date, index): V.GridDay => {
      const ofDay = this.foods.filter(({ day }) => day === index + 1);
      const meals = MEALS.flatMap((meal) => {
        const ofMeal = ofDay.filter((food) => food.meal === meal);
        if (ofMeal.length === 0) return [];
        const shownFoods = ofMeal.map(shown);
        const grams = shownFoods.reduce((sum, food) => sum + (food.portion?.grams ?? 0), 0);
        const nutrients = nutrientsOf(ofMeal, false);
        return [{ meal, time: "", foods: shownFoods, grams, nutrients, exchanges: NO_EXCHANGES }];
      });
      return {
        day: index + 1,
        date,
        meals,
        notCounted: ofDay.filter(({ food }) => food === null).length,
        nutrients: nutrientsOf(ofDay, true),
        exchanges: NO_EXCHANGES,
      };
    });
    const isAveraged = days.length > 1 && this.foods.length > 0;
    const ordered = { foodLevel: 5, fluidLevel: 0, isUnsure: false };
    const flaggedFor = {
      allergies: ["Peanut"],
      byNameOnly: [],
      dislikes: ["Liver"],
      isAsked: true,
      ordered,
      hasLostTextures: false,
    };
    const average = isAveraged ? nutrientsOf(this.foods, true) : [];
    return { days, average, averageExchanges: NO_EXCHANGES, exchangesOf: null, flaggedFor };
  }
}

/** Commands on the list of foods, which concerns no patient. */
export const foodCommands = () =>
  ({
    foodCount: async () => ({ listed: 8789, own: 0, faults: [] }),
    searchFoods: async (text, _language, limit): Promise<V.FoodHit[]> => {
      const [, typed = "", name = ""] = /^\s*(\d[\d.,]*\s*(?:g|cups?|slices?)?)?\s*(?:of\s)?(.*)$/.exec(text) ?? [];
      const words = name.toLowerCase().split(" ").filter(Boolean);
      const fits = [...FOODS, ...own].filter((food) => words.every((word) => food.name.toLowerCase().includes(word)));
      return fits.slice(0, limit).map((food) => {
        const amount = typed.trim();
        const portion = portionOf(food, amount);
        return {
          id: food.id,
          name: food.name,
          description: food.name,
          group: "Foods",
          isEveryday: true,
          isOwn: false,
          isRecipe: false,
          portion,
          kcal: Math.round((food.gives[0] * portion.grams) / 100),
          protein: Math.round((food.gives[1] * portion.grams) / 10) / 10,
          amount,
          amountUnread: false,
        };
      });
    },
    foodMeasures: async (id) => {
      const food = foodById(id)!;
      return [
        { seq: 1, count: 1, name: food.measure, words: food.measure, grams: food.grams },
        { seq: 2, count: 1, name: "large", words: "large", grams: food.grams * 1.5 },
      ];
    },
    foodPortion: async (id, amount) => portionOf(foodById(id)!, amount),
  }) satisfies Partial<Clinic>;
