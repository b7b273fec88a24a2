import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { foodById, portionOf } from "./fake-foods";

const NOTHING: V.FoodAllergens = { contains: [], freeOf: [], isComplete: false, isClinics: false };
const CHANGED = { by: "A. Mensah", changedAt: "2026-11-20T09:00:00Z" };

/** The nutrients of a recipe, from the few foods that this list has. */
function sumsOf(form: V.RecipeForm): V.RecipeSums {
  const parts = form.parts.map((part): V.RecipePartView => {
    const food = foodById(part.food);
    const portion = food === null ? null : portionOf(food, part.amount);
    const kcal = food === null || portion === null ? null : (food.gives[0] * portion.grams) / 100;
    return {
      ...part,
      name: food?.name ?? "",
      portion,
      kcal,
      protein: null,
      carbohydrate: null,
      fat: null,
      fibre: null,
      sodium: null,
      isItself: food === null,
    };
  });
  const sum = (of: (part: V.RecipePartView) => number | null) => parts.reduce((all, part) => all + (of(part) ?? 0), 0);
  const grams = sum(({ portion }) => portion?.grams ?? null);
  const portions = Number(form.portions) || 1;
  const energy: V.GridNutrient = {
    nutrient: "energy",
    unit: "kcal",
    amount: sum(({ kcal }) => kcal) / portions,
    unknown: 0,
    largest: [],
    low: null,
    high: null,
    verdict: null,
  };
  const fibre: V.GridNutrient = { ...energy, nutrient: "fibre", unit: "g", amount: 2, unknown: parts.length };
  const portionGrams = parts.length === 0 ? null : (Number(form.yieldWeight) || grams) / portions;
  return { parts, partsGrams: grams, portionGrams, nutrients: [energy, fibre], allergens: NOTHING };
}

/** The recipes of the clinic, one of which is used in plans. */
export function recipeCommands() {
  let rows: V.RecipeView[] = [];
  const viewOf = (id: V.Id, form: V.RecipeForm): V.RecipeView => ({
    id,
    seen: "1",
    form,
    sums: sumsOf(form),
    isActive: true,
    isCurrent: true,
    isReadable: true,
    ...CHANGED,
  });
  const one = (id: V.Id) => rows.find((row) => row.id === id)!;
  const offer = (id: V.Id, isActive: boolean) => {
    rows = rows.map((row) => (row.id === id ? { ...row, isActive } : row));
    return one(id);
  };
  return {
    recipes: async () =>
      rows.map(({ id, seen, form, sums, isActive }): V.RecipeSummary => {
        const { portionGrams, allergens } = sums;
        const shown = { portions: Number(form.portions), portionGrams, kcal: sums.nutrients[0]!.amount, protein: null };
        return { id, seen, name: form.name, ...shown, unknown: 0, allergens, isActive, isContested: false, ...CHANGED };
      }),
    recipe: async (id) => one(id),
    recipeUse: async () => ({ plans: 14, unfinished: 9, recipes: 0 }),
    considerRecipe: async (_, form) => sumsOf(form),
    addRecipe: async (form) => {
      const added = viewOf(`r${rows.length + 1}`, form);
      rows = [...rows, added];
      return added;
    },
    editRecipe: async ({ id, form }) => {
      const changed = viewOf(`${id}+`, form);
      rows = rows.map((row) => (row.id === id ? changed : row));
      return changed;
    },
    removeRecipe: async (id) => offer(id, false),
    restoreRecipe: async (id) => offer(id, true),
  } satisfies Partial<Clinic>;
}
