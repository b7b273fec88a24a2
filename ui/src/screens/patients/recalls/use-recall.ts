import { useEffect, useMemo, useRef, useState } from "react";
import { asProblem, type Clinic } from "../../../ipc/clinic";
import { queries } from "../../../ipc/queries";
import { useClinic, useClinicQuery } from "../../../ipc/use-clinic";
import type { GridFood, Meal, Problem, RecallForm, RecallView, Seen } from "../../../ipc/views";
import { useLanguage } from "../../../words/speech";
import type { GridActions, Slot } from "../foods/grid";

export interface RecallActions extends GridActions {
  edit: (form: Partial<RecallForm>) => Promise<Problem | null>;
  finish: () => Promise<Problem | null>;
  reopen: () => Promise<Problem | null>;
  restoreFood: (id: string, seen: Seen) => Promise<Problem | null>;
  /** What names the removal of each food that was taken out here. */
  removals: Map<string, Seen>;
}

/**
 * One recall with what can be done to it.
 *
 * Changes are written one after the other, in the order in which they were asked for, each against the version that
 * the one before it has left.
 */
export function useRecall(id: string) {
  const clinic = useClinic();
  const language = useLanguage();
  const view = useClinicQuery(queries.recall(id, language));
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef<RecallView | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const { set, value } = view;
  const pending = useRef(0);
  useEffect(() => {
    if (pending.current === 0) latest.current = value;
  }, [value]);

  const actions = useMemo<RecallActions>(() => {
    const removals = new Map<string, Seen>();
    const run = (write: (clinic: Clinic, recall: RecallView) => Promise<RecallView>): Promise<Problem | null> => {
      pending.current += 1;
      const done = queue.current.then(async () => {
        const before = latest.current;
        try {
          if (before === null) return null;
          latest.current = await write(clinic, before);
          set(latest.current);
          setProblem(null);
          return null;
        } catch (thrown) {
          const refused = asProblem(thrown);
          // an amount or a time that cannot be read is said where it was typed
          if (refused.code !== "invalid") setProblem(refused);
          return refused;
        } finally {
          pending.current -= 1;
        }
      });
      queue.current = done;
      return done;
    };
    const now = (recall: RecallView, { id: food, seen }: GridFood) =>
      recall.grid.days
        .flatMap(({ meals }) => meals)
        .flatMap(({ foods }) => foods)
        .find((known) => known.id === food)?.seen ?? seen;
    const slotOf = ({ day, meal, before }: Slot) => ({ day, meal, before });
    return {
      removals,
      add: ({ slot, food, text, amount }) =>
        run((to) => to.addRecallFood({ recallId: id, slot: slotOf(slot), food, text, amount }, language)),
      setAmount: (food, amount, isRight) =>
        run((to, recall) => to.setRecallAmount({ id: food.id, seen: now(recall, food), amount, isRight }, language)),
      move: (food, slot) => run((to, recall) => to.moveRecallFood(food.id, now(recall, food), slotOf(slot), language)),
      setTime: (day: number, meal: Meal, time: string) =>
        run((to) => to.setRecallTime(id, { day, meal, before: null }, time, language)),
      remove: (food) =>
        run(async (to, recall) => {
          removals.set(food.id, await to.removeRecallFood(food.id, now(recall, food)));
          return await to.recall(id, language);
        }),
      restoreFood: (food, seen) => run((to) => to.restoreRecallFood(food, seen, language)),
      edit: (change) =>
        run((to, { form, seen }) => to.editRecall({ id, seen, loaded: form, form: { ...form, ...change } }, language)),
      finish: () => run((to, { seen }) => to.finishRecall(id, seen, language)),
      reopen: () => run((to, { seen }) => to.reopenRecall(id, seen, language)),
    };
  }, [clinic, id, language, set]);
  return { view, actions, problem };
}
