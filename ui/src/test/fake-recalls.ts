import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

interface Food {
  id: string;
  name: string;
  measure: string;
  grams: number;
  /** Of 100 g: kcal, protein, carbohydrate, fat, calcium. Null is not known. */
  gives: [number, number, number, number, number | null];
}
const FOODS: Food[] = [
  { id: "01077", name: "Milk, whole", measure: "cup", grams: 244, gives: [61, 3.2, 4.8, 3.3, 113] },
  { id: "18069", name: "White bread", measure: "slice", grams: 29, gives: [266, 8.9, 49.4, 3.3, 144] },
  { id: "09040", name: "Banana", measure: "medium", grams: 118, gives: [89, 1.1, 22.8, 0.3, null] },
  { id: "01001", name: "Butter, salted", measure: "tbsp", grams: 14.2, gives: [717, 0.9, 0.1, 81.1, 24] },
  { id: "14209", name: "Coffee, black", measure: "cup", grams: 237, gives: [1, 0.1, 0, 0, 2] },
];
const GIVEN: V.Nutrient[] = ["energy", "protein", "carbohydrate", "fat", "calcium"];
const UNITS: Partial<Record<V.Nutrient, V.NutrientUnit>> = { energy: "kcal", calcium: "mg" };
const TARGETS: Partial<Record<V.Nutrient, [number | null, number | null]>> = {
  energy: [1800, 1800],
  protein: [75, null],
  calcium: [1000, 2500],
};
const DOUBTFUL = 1500;

interface Stored {
  id: V.Id;
  food: Food | null;
  text: string;
  amount: string;
  isRight: boolean;
  day: number;
  meal: V.Meal;
}
const MEALS: V.Meal[] = ["breakfast", "morningSnack", "lunch", "afternoonSnack", "dinner", "eveningSnack"];

function portionOf(food: Food, amount: string): V.FoodPortion {
  const [, number = "1", word = ""] = /^\s*([\d.,]+)?\s*(.*?)s?$/.exec(amount) ?? [];
  const count = Number.parseFloat(number.replace(",", "."));
  const isWeight = word === "g";
  if (word !== "" && !isWeight && word !== food.measure && !food.measure.startsWith(word))
    throw R.refusal("invalid", { field: "amount", reason: "unknown" });
  const grams = isWeight ? count : count * food.grams;
  return { count, measure: isWeight ? "g" : food.measure, grams, isDoubtful: grams > DOUBTFUL };
}

function shown({ id, food, text, amount, isRight }: Stored): V.GridFood {
  const portion = food === null ? null : portionOf(food, amount);
  const of = (index: number) => {
    const hundred = food?.gives[index] ?? null;
    return hundred === null || portion === null ? null : Math.round((hundred * portion.grams) / 10) / 10;
  };
  const questioned = (portion?.isDoubtful ?? false) && !isRight;
  return {
    id,
    seen: "1",
    food: food?.id ?? null,
    name: food?.name ?? text,
    description: "",
    amount: portion === null ? "" : amount || `1 ${portion.measure}`,
    portion,
    questioned,
    meant: questioned && portion !== null && portion.measure !== "g" ? `${portion.count} g` : null,
    kcal: of(0),
    protein: of(1),
    carbohydrate: of(2),
    fat: of(3),
    fibre: null,
    sodium: null,
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

/** What people ate: one recall that is filled by its commands. */
export function recallCommands({ empty }: { empty: boolean }, onChange: () => void) {
  let count = 0;
  let foods: Stored[] = [];
  let taken: Stored | null = null;
  let recall: (V.RecallForm & { id: V.Id; finishedAt: string | null }) | null = null;
  const begin = (kind: V.RecallKind) => {
    const days = {
      twentyFourHours: ["2026-11-19"],
      usualDay: [],
      threeDays: ["2026-11-17", "2026-11-18", "2026-11-19"],
    };
    recall = {
      id: "rc1",
      finishedAt: null,
      takenOn: "2026-11-20",
      kind,
      days: days[kind],
      isTypical: null,
      remark: "",
      checklist: { drinks: false, fats: false, sugar: false, sauces: false, snacks: false, supplements: false },
    };
  };
  const put = (at: number, food: string | null, text: string, amount: string, slot: V.RecallSlot) => {
    const known = FOODS.find(({ id }) => id === food) ?? null;
    if (known !== null) portionOf(known, amount);
    const stored = { id: `ri${++count}`, food: known, text, amount, isRight: false, day: slot.day, meal: slot.meal };
    foods = foods.toSpliced(at, 0, stored);
  };
  if (!empty) {
    begin("twentyFourHours");
    put(0, "01077", "", "2 cups", { day: 1, meal: "breakfast", before: null });
    put(1, "09040", "", "", { day: 1, meal: "breakfast", before: null });
    put(2, null, "her mother’s sauce", "", { day: 1, meal: "dinner", before: null });
  }
  const view = (): V.RecallView => {
    const { id, finishedAt, ...form } = recall!;
    const number = form.kind === "threeDays" ? 3 : 1;
    const days = Array.from({ length: number }, (_, index): V.GridDay => {
      const ofDay = foods.filter(({ day }) => day === index + 1);
      const meals = MEALS.flatMap((meal) => {
        const ofMeal = ofDay.filter((food) => food.meal === meal);
        if (ofMeal.length === 0) return [];
        const shownFoods = ofMeal.map(shown);
        const grams = shownFoods.reduce((sum, food) => sum + (food.portion?.grams ?? 0), 0);
        return [{ meal, time: "", foods: shownFoods, grams, nutrients: nutrientsOf(ofMeal, false) }];
      });
      return {
        day: index + 1,
        date: form.days[index] ?? null,
        meals,
        notCounted: ofDay.filter(({ food }) => food === null).length,
        nutrients: nutrientsOf(ofDay, true),
      };
    });
    return {
      id,
      seen: "1",
      patientId: "p1",
      visitId: null,
      form,
      finishedAt,
      isRemoved: false,
      by: "Abena Mensah",
      grid: { days, average: number === 3 && foods.length > 0 ? nutrientsOf(foods, true) : [] },
      hasTargets: true,
    };
  };
  const changed = () => {
    onChange();
    return view();
  };
  const at = ({ before, day, meal }: V.RecallSlot) => {
    if (before !== null) return foods.findIndex(({ id }) => id === before);
    const last = foods.findLastIndex((food) => food.day === day && food.meal === meal);
    return last < 0 ? foods.length : last + 1;
  };
  return {
    foodCount: async () => 8789,
    searchFoods: async (text, _language, limit): Promise<V.FoodHit[]> => {
      const [, typed = "", name = ""] = /^\s*(\d[\d.,]*\s*(?:g|cups?|slices?)?)?\s*(?:of\s)?(.*)$/.exec(text) ?? [];
      const words = name.toLowerCase().split(" ").filter(Boolean);
      const fits = FOODS.filter((food) => words.every((word) => food.name.toLowerCase().includes(word)));
      return fits.slice(0, limit).map((food) => {
        const amount = typed.trim();
        const portion = portionOf(food, amount);
        return {
          id: food.id,
          name: food.name,
          description: food.name,
          group: "Foods",
          isEveryday: true,
          portion,
          kcal: Math.round((food.gives[0] * portion.grams) / 100),
          protein: Math.round((food.gives[1] * portion.grams) / 10) / 10,
          amount,
          amountUnread: false,
        };
      });
    },
    foodMeasures: async (id) => {
      const food = FOODS.find((one) => one.id === id)!;
      return [
        { seq: 1, count: 1, name: food.measure, grams: food.grams },
        { seq: 2, count: 1, name: "large", grams: food.grams * 1.5 },
      ];
    },
    foodPortion: async (id, amount) =>
      portionOf(
        FOODS.find((one) => one.id === id)!,
        amount,
      ),
    recalls: async (): Promise<V.RecallSummary[]> => {
      if (recall === null) return [];
      const { grid, form } = view();
      const [energy, protein] = grid.days[0]!.nutrients;
      return [
        {
          id: recall.id,
          seen: "1",
          takenOn: form.takenOn,
          kind: form.kind,
          foods: foods.length,
          kcal: energy!.amount,
          protein: protein!.amount,
          unknown: 0,
          notCounted: grid.days[0]!.notCounted,
          isFinished: recall.finishedAt !== null,
          isRemoved: false,
          by: "Abena Mensah",
        },
      ];
    },
    recall: async () => view(),
    addRecall: async ({ kind }) => {
      begin(kind);
      return changed();
    },
    editRecall: async ({ form }) => {
      recall = { ...recall!, ...form };
      return changed();
    },
    finishRecall: async () => {
      recall = { ...recall!, finishedAt: R.at("10:00") };
      return changed();
    },
    reopenRecall: async () => {
      recall = { ...recall!, finishedAt: null };
      return changed();
    },
    removeRecall: async () => "removal",
    restoreRecall: async () => changed(),
    addRecallFood: async ({ food, text, amount, slot }) => {
      put(at(slot), food, text, amount, slot);
      return changed();
    },
    setRecallAmount: async ({ id, amount, isRight }) => {
      const known = foods.find((food) => food.id === id)!.food!;
      const typed = /^[\d.,]+$/.test(amount) ? `${amount} ${known.measure}` : amount;
      portionOf(known, typed);
      foods = foods.map((food) => (food.id === id ? { ...food, amount: typed, isRight } : food));
      return changed();
    },
    moveRecallFood: async (id, _seen, slot) => {
      const moved = { ...foods.find((food) => food.id === id)!, day: slot.day, meal: slot.meal };
      foods = foods.filter((food) => food.id !== id);
      foods = foods.toSpliced(at(slot), 0, moved);
      return changed();
    },
    setRecallTime: async () => changed(),
    removeRecallFood: async (id) => {
      taken = foods.find((food) => food.id === id)!;
      foods = foods.filter((food) => food.id !== id);
      onChange();
      return "removal";
    },
    restoreRecallFood: async () => {
      if (taken !== null) foods = [...foods, taken];
      return changed();
    },
  } satisfies Partial<Clinic>;
}
