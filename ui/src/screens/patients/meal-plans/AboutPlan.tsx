import { Textarea, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { beforeLeaving } from "../../../ipc/unsaved";
import type { MealPlanForm, MealPlanView } from "../../../ipc/views";
import { DayInput } from "../../../parts/DayInput";
import { DecimalInput } from "../../../parts/DecimalInput";
import { Panel } from "../../../parts/Panel";
import { Select } from "../../../parts/Select";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./MealPlans.module.css";
import type { PlanActions } from "./use-meal-plan";

const DAYS = Array.from({ length: 14 }, (_, index) => String(index + 1));
const MEALS = ["3", "4", "5", "6"];

/** The title, length, targets and instructions of a plan; each field is saved when it is left. */
export function AboutPlan({ plan, actions }: { plan: MealPlanView; actions: PlanActions | null }) {
  const { mealPlans: words } = useWords();
  const format = useFormat();
  const { form } = plan;
  const isRead = actions === null;
  const save = (change: Partial<MealPlanForm>) => (isRead ? Promise.resolve(null) : actions.edit(change));
  return (
    <Panel title={words.about}>
      <div className={classes.about}>
        <Field name="title" label={words.name} stored={form.title} isRead={isRead} save={save} />
        <div className={classes.pair}>
          <DayInput
            label={words.firstDay}
            aim="nearest"
            value={form.firstDay}
            readOnly={isRead}
            onChange={(day) => day !== null && day !== form.firstDay && void save({ firstDay: day })}
          />
          <Field
            name="energy"
            label={words.energy}
            stored={form.energy}
            placeholder={plan.aim === null ? undefined : String(Math.round(plan.aim))}
            help={words.energyHelp(plan.aim === null ? "" : format.quantityOf({ value: plan.aim, unit: "kcal" }, 0))}
            error={words.takesEnergy}
            isRead={isRead}
            save={save}
          />
        </div>
        <div className={classes.pair}>
          <Select
            label={words.days}
            data={DAYS}
            value={String(form.days)}
            allowDeselect={false}
            disabled={isRead}
            onChange={(days) => days !== null && void save({ days: Number(days) })}
          />
          <Select
            label={words.meals}
            data={MEALS}
            value={String(form.meals)}
            allowDeselect={false}
            disabled={isRead}
            onChange={(meals) => meals !== null && void save({ meals: Number(meals) })}
          />
        </div>
        <Field
          name="notes"
          label={words.notes}
          stored={form.notes}
          placeholder={words.notesHelp}
          isRead={isRead}
          save={save}
        />
      </div>
    </Panel>
  );
}

interface FieldProps {
  name: "title" | "energy" | "notes";
  label: string;
  stored: string;
  placeholder?: string;
  help?: string;
  error?: string;
  isRead: boolean;
  save: (change: Partial<MealPlanForm>) => ReturnType<PlanActions["edit"]>;
}

/** A text that is saved on leaving its field or the screen. */
function Field({ name, label, stored, placeholder, help, error, isRead, save }: FieldProps) {
  const [text, setText] = useState<string | null>(null);
  const [isRefused, setIsRefused] = useState(false);
  const store = async () => {
    if (text === null || text.trim() === stored) return true;
    const problem = await save({ [name]: text });
    setIsRefused(problem !== null);
    if (problem === null) setText(null);
    return problem === null;
  };
  const storeAtLast = useEffectEvent(store);
  const isTyped = text !== null && text.trim() !== stored;
  useEffect(() => (isTyped ? beforeLeaving(() => storeAtLast()) : undefined), [isTyped]);
  const props = {
    label,
    placeholder,
    title: help,
    readOnly: isRead,
    autoComplete: "off",
    value: text ?? stored,
    error: isRefused ? (error ?? true) : undefined,
    onBlur: () => void store(),
  };
  const change = (next: string) => (setIsRefused(false), setText(next));
  if (name === "notes")
    return (
      <Textarea
        {...props}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={fieldLengths.mealPlan.notes}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  const Input = name === "energy" ? DecimalInput : TextInput;
  return (
    <Input
      {...props}
      maxLength={name === "title" ? fieldLengths.mealPlan.title : 40}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && void store()}
    />
  );
}
