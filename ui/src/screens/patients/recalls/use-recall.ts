import { useMemo } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { Meal, Problem, RecallForm, ReadVersionToken } from "../../../ipc/views";
import { useLanguage } from "../../../words/speech";
import type { GridActions } from "../parts/foods/grid";
import { seenNow, useWrites } from "../parts/foods/use-writes";

export interface RecallActions extends GridActions {
  edit: (form: Partial<RecallForm>) => Promise<Problem | null>;
  finish: () => Promise<Problem | null>;
  reopen: () => Promise<Problem | null>;
  restoreFood: (id: string, seen: ReadVersionToken) => Promise<Problem | null>;
  /** The version that the removal of each food made, by its id; needed to restore it. */
  removals: Map<string, ReadVersionToken>;
}

/** One recall with what can be done to it. */
export function useRecall(id: string) {
  const language = useLanguage();
  const view = useClinicQuery(queries.recall(id, language));
  const { run, problem } = useWrites(view, (to) => to.recall(id, language));
  const actions = useMemo<RecallActions>(() => {
    const removals = new Map<string, ReadVersionToken>();
    return {
      removals,
      reload: () => run((to) => to.recall(id, language)),
      add: (food) => run((to) => to.addRecallFood(id, food, language)),
      setAmount: (food, amount, isRight) =>
        run((to, { grid }) =>
          to.setRecallAmount({ id: food.id, seen: seenNow(grid, food), amount, isRight }, language),
        ),
      move: (food, slot) => run((to, { grid }) => to.moveRecallFood(food.id, seenNow(grid, food), slot, language)),
      setTime: (day: number, meal: Meal, time: string) =>
        run((to) => to.setRecallTime(id, { day, meal, before: null }, time, language)),
      remove: (food) =>
        run(async (to, { grid }) => {
          removals.set(food.id, await to.removeRecallFood(food.id, seenNow(grid, food)));
          return await to.recall(id, language);
        }),
      restoreFood: (food, seen) => run((to) => to.restoreRecallFood(food, seen, language)),
      edit: (change) =>
        run((to, { form, seen }) => to.editRecall({ id, seen, loaded: form, form: { ...form, ...change } }, language)),
      finish: () => run((to, { seen }) => to.finishRecall(id, seen, language)),
      reopen: () => run((to, { seen }) => to.reopenRecall(id, seen, language)),
    };
  }, [run, id, language]);
  return { view, actions, problem };
}
