import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { describeFoods, type Food, foodById, offerOwn, profileOf } from "./fake-foods";

const NOTHING: V.FoodAllergens = { contains: [], freeOf: [], isComplete: false, isClinics: false };

/** The clinic's own foods, and the one food of the list that can be corrected. */
export function clinicFoodCommands() {
  let foods: V.ClinicFoodView[] = [];
  offerOwn(null);
  let described = describeFoods([]);
  let corrected: V.CorrectedFood[] = [];
  const put = (food: V.ClinicFoodView) => {
    foods = [...foods.filter(({ id }) => id !== food.id), food];
    const [measure] = food.measures;
    const of = (name: V.Nutrient) => Number(food.nutrients.find(({ nutrient }) => nutrient === name)?.amount ?? 0);
    const gives: Food["gives"] = [of("energy"), of("protein"), of("carbohydrate"), of("fat"), null];
    const { id, name } = food;
    if (food.isActive) offerOwn({ id, name, measure: measure?.name ?? "g", grams: Number(measure?.grams ?? 1), gives });
    return food;
  };
  const added = { by: "A. Mensah", addedAt: "2026-11-20T09:00:00Z" };
  return {
    clinicFoods: async () => foods,
    addClinicFood: async (form) => put({ id: `cf${foods.length + 1}`, seen: "1", ...added, ...form }),
    editClinicFood: async ({ id, form }) => put({ id, seen: "2", ...added, ...form }),
    correctedFoods: async () => corrected,
    foodAllergens: async (food): Promise<V.CorrectedFood> =>
      corrected.find((one) => one.food === food) ?? {
        food,
        name: "Bread, white",
        seen: null,
        allergens: NOTHING,
        ofList: NOTHING,
      },
    foodProfiles: async () => described,
    foodProfile: async (food): Promise<V.FoodProfileView> =>
      profileOf(food) ?? {
        food,
        name: foodById(food)?.name ?? food,
        seen: null,
        english: "",
        french: "",
        texture: null,
        isUnsure: false,
      },
    describeFood: async ({ food, english, french, texture }) => {
      const now = { english, french, texture, food, name: foodById(food)?.name ?? food, seen: "1", isUnsure: false };
      described = describeFoods([...described.filter((one) => one.food !== food), now]);
      return now;
    },
    correctFoodAllergens: async ({ food, contains, freeOf, isActive }) => {
      const allergens = { contains, freeOf, isComplete: contains.length + freeOf.length === 14, isClinics: true };
      const now = { food, name: "Bread, white", seen: "1", allergens, ofList: NOTHING };
      corrected = isActive ? [now] : [];
      return now;
    },
  } satisfies Partial<Clinic>;
}
