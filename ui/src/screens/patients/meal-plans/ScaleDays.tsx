import { Button, Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { GridDay, MealPlanView, PlanChange, PlanScale, Problem, ScaledDay } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./MealPlans.module.css";
import type { PlanActions } from "./use-meal-plan";

interface Props {
  plan: MealPlanView;
  day: GridDay;
  actions: PlanActions;
  nameOf: (day: GridDay) => string;
  onChanged: (message: string) => (change: PlanChange) => void;
  onClose: () => void;
}

/** A factor is less than any energy of a day, or in percent; the clinic reads both. */
const isFactor = (text: string): boolean => /%\s*$/.test(text) || /^\s*\d([.,]\d+)?\s*$/.test(text);

function formOf(text: string, days: number[]): PlanScale {
  return isFactor(text) ? { days, energy: "", factor: text } : { days, energy: text, factor: "" };
}

/** Scales one day or all to an energy; the result is shown before it is applied. */
export function ScaleDays({ plan, day, actions, nameOf, onChanged, onClose }: Props) {
  const { mealPlans: words, frame } = useWords();
  const format = useFormat();
  const [text, setText] = useState(plan.aim === null ? "" : String(Math.round(plan.aim)));
  const [isAll, setIsAll] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = formOf(text, isAll ? [] : [day.day]);
  const considered = useClinicQuery(queries.consideredScaling(plan.id, text.trim() === "" ? null : form));
  const refused = considered.problem;
  const submit = async () => {
    if (text.trim() === "") return;
    const answer = await actions.scale(form, onChanged(words.scaled));
    setProblem(answer);
    if (answer === null) onClose();
  };
  const kcal = (value: number) => format.quantityOf({ value, unit: "kcal" }, 0);
  const error =
    refused === null || refused.code !== "invalid"
      ? undefined
      : refused.reason === "impossible"
        ? words.cannot
        : words.takesScale;
  return (
    <Modal opened onClose={onClose} title={words.scaleTitle} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={words.scaleTo}
            value={text}
            autoComplete="off"
            maxLength={40}
            error={error}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => (setProblem(null), setText(event.currentTarget.value))}
          />
          {plan.grid.days.length > 1 && (
            <SegmentedControl
              aria-label={words.days}
              data={[
                { value: "one", label: words.thisDay },
                { value: "all", label: words.allDays },
              ]}
              value={isAll ? "all" : "one"}
              onChange={(value) => setIsAll(value === "all")}
            />
          )}
          {error === undefined && considered.value !== null && (
            <table className={classes.preview} aria-label={words.scaleTitle}>
              <tbody>
                {considered.value.map((of) => (
                  <PreviewRow key={of.day} of={of} name={nameAt(plan, of.day, nameOf)} kcal={kcal} />
                ))}
              </tbody>
            </table>
          )}
          <p className="small muted">{words.scaleHelp}</p>
          {problem !== null && problem.code !== "invalid" && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" disabled={text.trim() === "" || error !== undefined}>
              {words.scaleNow}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

function nameAt({ grid }: MealPlanView, day: number, nameOf: (day: GridDay) => string): string {
  const of = grid.days.find((known) => known.day === day);
  return of === undefined ? "" : nameOf(of);
}

function PreviewRow({ of, name, kcal }: { of: ScaledDay; name: string; kcal: (value: number) => string }) {
  const { mealPlans: words } = useWords();
  const off =
    of.off === 0
      ? words.exact
      : (of.off > 0 ? words.offAbove : words.offBelow)(kcal(Math.abs(of.off)), kcal(of.wanted));
  const facts = [off, of.locked > 0 && words.locked(of.locked), of.unknown > 0 && words.withoutEnergy(of.unknown)];
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number strong">{words.result(kcal(of.before), kcal(of.after))}</td>
      <td className="small muted">{facts.filter(Boolean).join(", ")}</td>
    </tr>
  );
}
