import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { counted } from "./fake-exchanges";
import { FakeGrid, FOODS } from "./fake-foods";
import * as R from "./records";

const MAIN: V.Meal[] = ["breakfast", "lunch", "afternoonSnack", "dinner"];
const UNDO: V.PlanUndo = { added: [], removed: [], changed: [] };

/** Meal plans: one that is filled by its commands. */
export function mealPlanCommands({ empty }: { empty: boolean }, onChange: () => void) {
  const foods = new FakeGrid("pi");
  let form: V.MealPlanForm | null = null;
  let givenAt: string | null = null;
  let before: FakeGrid["foods"] = [];
  const begin = (title: string) => {
    form = { title, firstDay: "2026-11-23", days: 7, meals: 4, energy: "", notes: "", exchanges: null };
  };
  if (!empty) {
    begin("Less salt");
    foods.add({ slot: { day: 1, meal: "breakfast", before: null }, food: "01077", text: "", amount: "2 cups" });
    foods.add({ slot: { day: 1, meal: "breakfast", before: null }, food: "18069", text: "", amount: "2 slices" });
    foods.add({ slot: { day: 1, meal: "dinner", before: null }, food: null, text: "soup of the house", amount: "" });
  }
  const dates = (days: number) => Array.from({ length: days }, (_, index) => `2026-11-${23 + index}`);
  const view = (): V.MealPlanView => ({
    id: "mp1",
    seen: "1",
    patientId: "p1",
    visitId: null,
    form: form!,
    meals: MAIN,
    givenAt,
    changedSince: [],
    hasLostGiven: false,
    isRemoved: false,
    by: "Abena Mensah",
    grid: counted(foods.grid(dates(form!.days)), form!.exchanges),
    hasTargets: true,
    aim: 1800,
  });
  const changed = () => {
    onChange();
    return view();
  };
  const change = (scaled: V.ScaledDay[] = []): V.PlanChange => ({ plan: changed(), undo: UNDO, scaled });
  const scaledDay = (day: number): V.ScaledDay => ({
    day,
    before: 452,
    wanted: 900,
    after: 904,
    off: 4,
    changed: 2,
    locked: foods.foods.filter(({ isLocked }) => isLocked).length,
    unknown: 0,
  });
  const daysOf = ({ days }: V.PlanScale) => (days.length > 0 ? days : [1]);
  const refuseWords = ({ energy, factor }: V.PlanScale) => {
    if (/[a-z]/i.test(energy.replace(/k(cal|j)/i, "")) || /[a-z]/i.test(factor))
      throw R.refusal("invalid", { field: "energy", reason: "malformed" });
  };
  return {
    mealPlans: async (): Promise<V.MealPlanSummary[]> => {
      if (form === null) return [];
      const [energy, protein] = view().grid.days[0]!.nutrients;
      const { title, firstDay, days } = form;
      return [
        {
          id: "mp1",
          seen: "1",
          title,
          firstDay,
          days,
          foods: foods.foods.length,
          kcal: energy!.amount,
          protein: protein!.amount,
          unknown: 0,
          notCounted: 1,
          givenAt,
          isRemoved: false,
          by: "Abena Mensah",
        },
      ];
    },
    mealPlan: async () => view(),
    addMealPlan: async ({ title }) => {
      begin(title);
      return changed();
    },
    editMealPlan: async ({ form: wanted }) => {
      form = { ...wanted };
      return changed();
    },
    giveMealPlan: async () => {
      givenAt = R.at("10:00");
      return changed();
    },
    takeMealPlanBack: async () => {
      givenAt = null;
      return changed();
    },
    removeMealPlan: async () => "removal",
    restoreMealPlan: async () => changed(),
    addPlanFood: async (_id, food) => {
      foods.add(food);
      return changed();
    },
    setPlanAmount: async (amount) => {
      foods.setAmount(amount);
      return changed();
    },
    lockPlanFood: async (id, _seen, isLocked) => {
      foods.change(id, { isLocked });
      return changed();
    },
    movePlanFood: async (id, _seen, slot) => {
      foods.move(id, slot);
      return changed();
    },
    setPlanTime: async () => changed(),
    removePlanFood: async (id) => {
      foods.remove(id);
      onChange();
      return "removal";
    },
    restorePlanFood: async () => {
      foods.restore();
      return changed();
    },
    copyInPlan: async (_id, { fromDay, meal, toDays, replaces }) => {
      before = foods.foods;
      const source = foods.foods.filter((food) => food.day === fromDay && (meal === null || food.meal === meal));
      for (const day of toDays) {
        if (replaces) foods.foods = foods.foods.filter((food) => food.day !== day);
        for (const { food, text, amount, meal: at } of source)
          foods.add({ slot: { day, meal: at, before: null }, food: food?.id ?? null, text, amount });
      }
      return change();
    },
    considerScaling: async (_id, scale) => {
      refuseWords(scale);
      return daysOf(scale).map(scaledDay);
    },
    scalePlan: async (_id, scale) => {
      refuseWords(scale);
      before = foods.foods;
      for (const { id, food, isLocked } of foods.foods)
        if (food !== null && !isLocked) foods.change(id, { amount: `4 ${food.measure}` });
      return change(daysOf(scale).map(scaledDay));
    },
    sumPlanFoods: async (_id, ids) => foods.sum(ids),
    similarFoods: async (id): Promise<V.SimilarFood[]> => {
      const of = foods.foods.find((food) => food.id === id)!.food;
      const others = FOODS.filter((food) => of !== null && food.id !== of.id && food.id !== "16098");
      return others.map((food) => ({
        id: food.id,
        name: food.name,
        portion: { count: 100, measure: "g", words: "g", grams: 100, isDoubtful: false },
        flags: food.flags ?? [],
        changes: [
          { nutrient: "energy", unit: "kcal", by: 1 },
          { nutrient: "protein", unit: "g", by: -0.1 },
          { nutrient: "carbohydrate", unit: "g", by: 12.34 },
          { nutrient: "fat", unit: "g", by: -3 },
          { nutrient: "fibre", unit: "g", by: null },
        ],
      }));
    },
    swapPlanFood: async ({ id, food, amount }) => {
      before = foods.foods;
      foods.change(id, { food: FOODS.find((known) => known.id === food)!, amount });
      return change();
    },
    undoInPlan: async () => {
      foods.foods = before;
      return changed();
    },
  } satisfies Partial<Clinic>;
}
