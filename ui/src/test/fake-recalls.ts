import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { counted } from "./fake-exchanges";
import { FakeGrid } from "./fake-foods";
import * as R from "./records";

/** One recall that is filled by its commands. */
export function recallCommands({ empty }: { empty: boolean }, onChange: () => void) {
  const foods = new FakeGrid("ri");
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
      exchanges: null,
    };
  };
  const put = (food: string | null, text: string, amount: string, meal: V.Meal) =>
    foods.add({ slot: { day: 1, meal, before: null }, food, text, amount });
  if (!empty) {
    begin("twentyFourHours");
    put("01077", "", "2 cups", "breakfast");
    put("09040", "", "", "breakfast");
    put(null, "her mother’s sauce", "", "dinner");
  }
  const view = (): V.RecallView => {
    const { id, finishedAt, ...form } = recall!;
    const number = form.kind === "threeDays" ? 3 : 1;
    return {
      id,
      seen: "1",
      patientId: "p1",
      visitId: null,
      form,
      finishedAt,
      isRemoved: false,
      by: "Abena Mensah",
      grid: counted(foods.grid(Array.from({ length: number }, (_, index) => form.days[index] ?? null)), form.exchanges),
      hasTargets: true,
    };
  };
  const changed = () => {
    onChange();
    return view();
  };
  return {
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
          foods: foods.foods.length,
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
    addRecallFood: async (_id, food) => {
      foods.add(food);
      return changed();
    },
    setRecallAmount: async (change) => {
      foods.setAmount(change);
      return changed();
    },
    moveRecallFood: async (id, _seen, slot) => {
      foods.move(id, slot);
      return changed();
    },
    setRecallTime: async () => changed(),
    sumRecallFoods: async (_id, ids) => foods.sum(ids),
    removeRecallFood: async (id) => {
      foods.remove(id);
      onChange();
      return "removal";
    },
    restoreRecallFood: async () => {
      foods.restore();
      return changed();
    },
  } satisfies Partial<Clinic>;
}
