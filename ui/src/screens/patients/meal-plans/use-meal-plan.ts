import { useMemo } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type {
  GridFood,
  Meal,
  MealPlanForm,
  MealPlanView,
  PlanChange,
  PlanCopy,
  PlanScale,
  PlanUndo,
  Problem,
  ReadVersionToken,
} from "../../../ipc/views";
import { useLanguage } from "../../../words/speech";
import type { GridActions } from "../parts/foods/grid";
import { seenNow, useWrites } from "../parts/foods/use-writes";

type Done = Promise<Problem | null>;
/** A change of several foods; `onDone` gets the change that undoes it. */
type Changing<Form> = (form: Form, onDone: (change: PlanChange) => void) => Done;

export interface PlanActions extends GridActions {
  edit: (form: Partial<MealPlanForm>) => Done;
  give: () => Done;
  takeBack: () => Done;
  restoreFood: (id: string, seen: ReadVersionToken) => Done;
  copy: Changing<PlanCopy>;
  scale: Changing<PlanScale>;
  swapFor: Changing<{ food: GridFood; other: string; amount: string }>;
  undo: (change: PlanUndo) => Done;
  /** The version that the removal of each food made, by its id; needed to restore it. */
  removals: Map<string, ReadVersionToken>;
}

/** One meal plan with what can be done to it. */
export function useMealPlan(id: string) {
  const language = useLanguage();
  const view = useClinicQuery(queries.mealPlan(id, language));
  const { run, problem } = useWrites(view, (to) => to.mealPlan(id, language));
  const actions = useMemo<PlanActions>(() => {
    const removals = new Map<string, ReadVersionToken>();
    const changing = (
      write: (to: Clinic, plan: MealPlanView) => Promise<PlanChange>,
      onDone: (change: PlanChange) => void,
    ) =>
      run(async (to, plan) => {
        const change = await write(to, plan);
        onDone(change);
        return change.plan;
      });
    return {
      removals,
      reload: () => run((to) => to.mealPlan(id, language)),
      add: (food) => run((to) => to.addPlanFood(id, food, language)),
      setAmount: (food, amount, isRight) =>
        run((to, { grid }) => to.setPlanAmount({ id: food.id, seen: seenNow(grid, food), amount, isRight }, language)),
      move: (food, slot) => run((to, { grid }) => to.movePlanFood(food.id, seenNow(grid, food), slot, language)),
      lock: (food) => run((to, { grid }) => to.lockPlanFood(food.id, seenNow(grid, food), !food.isLocked, language)),
      setTime: (day: number, meal: Meal, time: string) =>
        run((to) => to.setPlanTime(id, { day, meal, before: null }, time, language)),
      remove: (food) =>
        run(async (to, { grid }) => {
          removals.set(food.id, await to.removePlanFood(food.id, seenNow(grid, food)));
          return await to.mealPlan(id, language);
        }),
      restoreFood: (food, seen) => run((to) => to.restorePlanFood(food, seen, language)),
      edit: (change) =>
        run((to, { form, seen }) =>
          to.editMealPlan({ id, seen, loaded: form, form: { ...form, ...change } }, language),
        ),
      give: () => run((to, { seen }) => to.giveMealPlan(id, seen, language)),
      takeBack: () => run((to, { seen }) => to.takeMealPlanBack(id, seen, language)),
      copy: (form, onDone) => changing((to) => to.copyInPlan(id, form, language), onDone),
      scale: (form, onDone) => changing((to) => to.scalePlan(id, form, language), onDone),
      swapFor: ({ food, other, amount }, onDone) =>
        changing(
          (to, { grid }) => to.swapPlanFood({ id: food.id, seen: seenNow(grid, food), food: other, amount }, language),
          onDone,
        ),
      undo: (change) => run((to) => to.undoInPlan(id, change, language)),
    };
  }, [run, id, language]);
  return { view, actions, problem };
}
