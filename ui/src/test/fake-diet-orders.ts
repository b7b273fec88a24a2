import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const product = (id: string, name: string, energy: string): V.NutritionProductView => ({
  id,
  seen: "1",
  name,
  energy,
  protein: "6",
  water: "78",
  isActive: true,
});

const order = (id: string, more: Partial<V.DietOrderView>): V.DietOrderView => ({
  id,
  seen: "1",
  state: "current",
  startedAt: "2026-11-20T08:30:00Z",
  overAt: null,
  endReason: "",
  by: "Abena Mensah",
  foodLevel: 5,
  fluidLevel: 2,
  supplements: [],
  tubeFeed: null,
  remark: "",
  gives: null,
  isComplete: true,
  ...more,
});

/** Diet orders and products in memory; sums and questions are computed by the real clinic only. */
export function dietOrderCommands(state: R.FakeState, onChange: () => void) {
  let products = state.empty ? [] : [product("np1", "Alvero Drink", "150"), product("np2", "Sondavia Energy", "150")];
  let rows: V.DietOrderView[] = state.empty
    ? []
    : [
        order("do2", {
          supplements: [{ productId: "np1", product: "Alvero Drink", doses: { ml: 200, times: 2 } }],
          remark: "Upright for meals",
          gives: {
            volume: 400,
            energy: { amount: 600, percent: 33 },
            protein: { amount: 24, percent: 32 },
            fluid: { amount: 312, percent: null },
          },
        }),
        order("do1", { foodLevel: 4, fluidLevel: 3, state: "replaced", overAt: "2026-11-20T08:30:00Z" }),
      ];
  let removed: V.DietOrderView[] = [];
  const changed = (id: string, change: Partial<V.DietOrderView>) => {
    rows = rows.map((row) => (row.id === id ? { ...row, seen: `${row.seen}1`, ...change } : row));
    onChange();
    return rows.find((row) => row.id === id)!;
  };
  const isFast = ({ tubeFeed }: V.DietOrderForm) => tubeFeed !== null && Number.parseFloat(tubeFeed.rate) > 200;
  const questions = (form: V.DietOrderForm): V.DietQuestion[] =>
    isFast(form) ? [{ question: "rate", rate: 1200, day: 28800 }] : [];
  return {
    dietOrders: async () => rows,
    considerDietOrder: async (_patientId, form) => ({ gives: null, questions: questions(form) }),
    startDietOrder: async (_patientId, form, isConfirmed) => {
      if (form.tubeFeed?.rate === "fast") throw R.refusal("invalid", { field: "rate", reason: "malformed" });
      const asked = questions(form);
      if (asked.length > 0 && !isConfirmed) return { outcome: "asked", questions: asked };
      const at = "2026-11-20T10:00:00Z";
      rows = rows.map((row) => (row.state === "current" ? { ...row, state: "replaced", overAt: at } : row));
      const { foodLevel, fluidLevel, remark } = form;
      const added = order(`do${rows.length + 1}`, { foodLevel, fluidLevel, remark, startedAt: at });
      rows = [added, ...rows];
      onChange();
      return { outcome: "started", order: added };
    },
    endDietOrder: async (id, _seen, reason) =>
      changed(id, { state: "ended", overAt: "2026-11-20T10:00:00Z", endReason: reason }),
    goOnWithDietOrder: async (id) => changed(id, { state: "current", overAt: null, endReason: "" }),
    removeDietOrder: async (id) => {
      removed = rows.filter((row) => row.id === id);
      rows = rows.filter((row) => row.id !== id);
      onChange();
      return "2";
    },
    restoreDietOrder: async () => {
      rows = [...removed, ...rows];
      onChange();
      return rows[0]!;
    },
    nutritionProducts: async () => products,
    offeredProducts: async () => products.filter(({ isActive }) => isActive),
    addNutritionProduct: async (form) => {
      if (products.some(({ name }) => name === form.name))
        throw R.refusal("invalid", { field: "name", reason: "taken" });
      const added = { id: `np${products.length + 1}`, seen: "1", ...form };
      products = [...products, added];
      return added;
    },
    editNutritionProduct: async (id, _seen, _loaded, form) => {
      const edited = { id, seen: "2", ...form };
      products = products.map((row) => (row.id === id ? edited : row));
      return edited;
    },
  } satisfies Partial<Clinic>;
}
