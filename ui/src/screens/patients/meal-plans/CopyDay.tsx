import { Button, Checkbox, Modal, Radio, Stack } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import type { GridDay, Meal, MealPlanView, PlanChange, Problem } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { Select } from "../../../parts/Select";
import { useWords } from "../../../words/speech";
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

const countOf = ({ meals }: GridDay, meal: Meal | null): number =>
  meals.filter((of) => meal === null || of.meal === meal).reduce((count, { foods }) => count + foods.length, 0);

/** Copies a day, or one meal of it, to other days: arrows walk them, Space chooses, Enter copies. */
export function CopyDay({ plan, day, actions, nameOf, onChanged, onClose }: Props) {
  const { mealPlans: words, foods, frame } = useWords();
  const [meal, setMeal] = useState<Meal | null>(null);
  const others = plan.grid.days.filter((of) => of.day !== day.day);
  const [chosen, setChosen] = useState<number[]>([]);
  // what is there stays unless it is said otherwise
  const [replaces, setReplaces] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const hasFoods = others.some((of) => chosen.includes(of.day) && countOf(of, meal) > 0);
  const submit = async () => {
    if (chosen.length === 0) return;
    const form = { fromDay: day.day, meal, toDays: chosen, replaces: hasFoods && replaces };
    const refused = await actions.copy(form, onChanged(words.copied(chosen.length)));
    setProblem(refused);
    if (refused === null) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") {
      event.preventDefault();
      void submit();
    } else if (step !== 0) {
      event.preventDefault();
      const boxes = [...document.querySelectorAll<HTMLInputElement>(`.${classes.choices} input[type=checkbox]`)];
      const at = boxes.findIndex((box) => box === document.activeElement);
      boxes[(at + step + boxes.length) % boxes.length]?.focus();
    }
  };
  const all = "";
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.copyTitle(nameOf(day))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack gap="md">
          <fieldset className={classes.choices}>
            <legend>{words.to}</legend>
            {others.map((of, index) => (
              <Checkbox
                key={of.day}
                data-autofocus={index === 0 || undefined}
                label={countOf(of, meal) === 0 ? nameOf(of) : `${nameOf(of)} · ${words.has(countOf(of, meal))}`}
                checked={chosen.includes(of.day)}
                onKeyDown={onKeyDown}
                onChange={(event) =>
                  setChosen(
                    event.currentTarget.checked ? [...chosen, of.day] : chosen.filter((number) => number !== of.day),
                  )
                }
              />
            ))}
          </fieldset>
          {hasFoods && (
            <Radio.Group value={String(replaces)} onChange={(value) => setReplaces(value === "true")}>
              <div className={classes.choices}>
                <Radio value="false" label={words.addTo} />
                <Radio value="true" label={words.replace} />
              </div>
            </Radio.Group>
          )}
          <Select
            label={words.what}
            data={[
              { value: all, label: words.allMeals },
              ...day.meals.map((of) => ({ value: of.meal, label: foods.meals[of.meal] })),
            ]}
            value={meal ?? all}
            allowDeselect={false}
            onChange={(value) => setMeal(day.meals.find((of) => of.meal === value)?.meal ?? null)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" disabled={chosen.length === 0}>
              {words.copyNow(Math.max(chosen.length, 1))}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
