import { Button, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { type LeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { ExchangesOf, ExchangeTargetForm, FormOf, Meal, MealPlanView, Problem } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { DecimalInput } from "../../../parts/DecimalInput";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";
import classes from "./MealPlans.module.css";
import type { PlanActions } from "./use-meal-plan";

/** What is typed, and for the groups of which table. */
export interface TypedTargets {
  table: string;
  targets: ExchangeTargetForm[];
}

export const NO_TARGETS: TypedTargets = { table: "", targets: [] };

interface Props {
  plan: MealPlanView;
  of: ExchangesOf;
  draftOf: FormOf;
  left: LeftForm<TypedTargets>;
  actions: PlanActions;
  onClose: () => void;
}

/** How many exchanges of each group each meal aims at; empty where it aims at none. */
export function ExchangeTargets({ plan, of, draftOf, left, actions, onClose }: Props) {
  const { exchanges: words, foods, frame } = useWords();
  const stored = plan.form.exchanges?.targets ?? [];
  const resumed = left.typed?.table === of.id ? left.typed : null;
  const [targets, setTargets] = useState(resumed?.targets ?? stored);
  const draft = useTypedForm(draftOf, { table: of.id, targets });
  const [problem, setProblem] = useState<Problem | null>(null);
  const { of: errorOf, rest } = useFieldErrors(problem, ["targets"], { targets }, { targets: words.takesTargets });
  // targets of a meal that the plan no longer has are kept
  const meals = [...new Set([...plan.meals, ...targets.map(({ meal }) => meal)])];
  const is = (target: ExchangeTargetForm, meal: Meal, group: number) => target.meal === meal && target.group === group;
  const countOf = (meal: Meal, group: number) => targets.find((target) => is(target, meal, group))?.count ?? "";
  const change = (meal: Meal, group: number, count: string) =>
    setTargets([...targets.filter((target) => !is(target, meal, group)), { meal, group, count }]);
  const discard = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it leaves the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const afresh = () => void draft.discard().then(() => (left.clear(), setTargets(stored)));
  const save = async () => {
    const refused = await actions.edit({ exchanges: { table: of.id, isAnew: false, targets } });
    setProblem(refused);
    if (refused === null) discard();
  };
  const wrong = errorOf("targets");
  return (
    <Modal
      opened
      size="auto"
      onClose={leave}
      closeOnClickOutside={false}
      title={words.targetsTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          {resumed !== null && <ResumedNote at={left.at} onAfresh={afresh} />}
          <table className={classes.targets}>
            <thead>
              <tr>
                <th scope="col">{words.meal}</th>
                {of.groups.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {meals.map((meal, row) => (
                <tr key={meal}>
                  <th scope="row">{foods.meals[meal]}</th>
                  {of.groups.map(({ name }, group) => (
                    <td key={name}>
                      <DecimalInput
                        size="xs"
                        data-autofocus={(row === 0 && group === 0) || undefined}
                        aria-label={words.targetOf(foods.meals[meal], name)}
                        value={countOf(meal, group)}
                        maxLength={6}
                        error={wrong !== undefined}
                        onChange={(event) => change(meal, group, event.currentTarget.value)}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {wrong !== undefined && (
            <p className={classes.wrong} role="alert">
              {wrong}
            </p>
          )}
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={discard}>
            <Button type="submit">{words.saveTargets}</Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
