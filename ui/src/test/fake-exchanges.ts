import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const group = (name: string, carbohydrate: string): V.ExchangeGroupForm => ({
  name,
  carbohydrate,
  protein: "",
  fat: "",
  foods: [],
  words: "",
});
const table = (id: string, name: string, grams: string): V.ExchangeTableView => ({
  id,
  seen: null,
  name,
  groups: [group("Carbohydrate portions", grams)],
  isActive: true,
  isConfirmed: false,
});
let tables: V.ExchangeTableView[] = [];
const ODD = 30;

/** A grid whose foods are all of the first group of the table, by their carbohydrate. */
export function counted(grid: V.FoodGrid, of: V.TableChoice | V.PlanExchanges | null): V.FoodGrid {
  const chosen = tables.find(({ id }) => id === of?.table);
  if (of === null || chosen === undefined) return grid;
  const grams = Number(chosen.groups[0]!.carbohydrate);
  const portions = (food: V.GridFood) =>
    food.carbohydrate === null ? null : Math.round((food.carbohydrate / grams) * 10) / 10;
  const totals = (foods: V.GridFood[], meal: V.Meal | null): V.ExchangeTotals => {
    const targets = "targets" in of ? of.targets : [];
    const counts = targets.filter((target) => meal === null || target.meal === meal);
    const sums = chosen.groups.map((_, number) => {
      const own = counts.filter((target) => target.group === number);
      const inGroup = number === 0 ? foods.filter(({ portion }) => portion !== null) : [];
      return {
        group: number,
        amount: Math.round(inGroup.reduce((sum, food) => sum + (portions(food) ?? 0), 0) * 10) / 10,
        unknown: inGroup.filter((food) => portions(food) === null).length,
        target: own.length === 0 ? null : own.reduce((sum, { count }) => sum + Number(count), 0),
      };
    });
    return { groups: sums, inNoGroup: 0 };
  };
  const days = grid.days.map((day) => ({
    ...day,
    exchanges: totals(
      day.meals.flatMap(({ foods }) => foods),
      null,
    ),
    meals: day.meals.map((meal) => ({
      ...meal,
      exchanges: totals(meal.foods, meal.meal),
      foods: meal.foods.map((food) => ({
        ...food,
        exchanges: food.portion === null ? [] : [{ group: 0, amount: portions(food), isAtLeast: false }],
      })),
    })),
  }));
  const groups = chosen.groups.map((of): V.CountedGroup => ({ name: of.name, nutrient: "carbohydrate", grams }));
  return { ...grid, days, exchangesOf: { id: chosen.id, name: chosen.name, groups } };
}

/** The tables of exchanges of the clinic. */
export function exchangeCommands() {
  tables = [table("et10", "Portions of 10 g carbohydrate", "10"), table("et15", "Portions of 15 g carbohydrate", "15")];
  const check = (form: V.ExchangeTableForm, own: V.Id | null) => {
    if (tables.some(({ id, name }) => id !== own && name === form.name))
      throw R.refusal("invalid", { field: "name", reason: "taken" });
    const isOdd = form.groups.some(({ carbohydrate }) => Number(carbohydrate) > ODD);
    if (isOdd && !form.isConfirmed) throw R.refusal("invalid", { field: "isConfirmed", reason: "required" });
    return { ...form, isConfirmed: false };
  };
  return {
    exchangeTables: async () => tables,
    offeredExchangeTables: async () => tables.filter(({ isActive }) => isActive),
    addExchangeTable: async (form) => {
      const added = { id: `et${tables.length + 1}`, seen: "1", ...check(form, null) };
      tables = [...tables, added];
      return added;
    },
    editExchangeTable: async (id, _seen, _loaded, form) => {
      const edited = { id, seen: "2", ...check(form, id) };
      tables = tables.map((row) => (row.id === id ? edited : row));
      return edited;
    },
  } satisfies Partial<Clinic>;
}
