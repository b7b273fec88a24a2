import { ActionIcon, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { beforeLeaving } from "../../../ipc/unsaved";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { LabReading, LabResultForm } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors, wrongField } from "../../../parts/use-field-errors";
import { useSaveOnLeaving } from "../../../parts/use-save-on-leaving";
import { useWords } from "../../../words/speech";
import { findTests, type NamedTest } from "./find-tests";
import classes from "./Labs.module.css";
import { TestField } from "./TestField";
import { Improbable, Understood } from "./Understood";

export const NO_LINE: LabResultForm = {
  test: null,
  name: "",
  value: "",
  unit: "",
  low: "",
  high: "",
  acceptDoubtful: false,
};

/** What is refused at one of these is said there. */
const OF_LINE = ["test", "name", "value", "unit", "low", "high"];

interface Props {
  name: string;
  patientId: string;
  collectedOn: string;
  tests: NamedTest[];
  /** What is in the fields at first. */
  given: LabResultForm;
  /** The unit that a test is probably printed in. */
  preferred: (test: NamedTest) => string;
  /** Returns whether it was saved. */
  save: (clinic: Clinic, form: LabResultForm) => Promise<unknown>;
  /** Where the next line follows, its fields are empty again. */
  goesOn?: boolean;
  /** Something before it has the focus at first. */
  isFirst?: boolean;
  onSaved?: () => void;
  onClose: () => void;
  /** Whether what it stands on is being closed: nothing of it is saved then. */
  isClosing?: () => boolean;
}

/** One line of a sheet by keys: test, value, unit; Enter takes it. */
export function LineForm({ name, given, tests, preferred, goesOn = false, isFirst = false, ...props }: Props) {
  const { labs: words, background, frame } = useWords();
  const [form, setForm] = useState(given);
  const [asked, setAsked] = useState<LabReading | null>(null);
  const { busy, problem, run } = useCommand();
  // saved, or closed without that
  const isOver = useRef(false);
  const testInput = useRef<HTMLInputElement>(null);
  const valueInput = useRef<HTMLInputElement>(null);
  const chosen = tests.find(({ key }) => key === form.test);
  const question = { patientId: props.patientId, collectedOn: props.collectedOn };
  const isComplete = form.value.trim() !== "" && form.name.trim() !== "";
  const considered = useClinicQuery(queries.consideredLabResult(isComplete ? { ...question, form } : null));

  const set = (change: Partial<LabResultForm>) => {
    setAsked(null);
    setForm({ ...form, ...change });
  };
  const choose = (text: string, test: NamedTest | null) =>
    set({ name: text, test: test?.key ?? null, unit: test === null ? form.unit : preferred(test) });

  /** A name that was typed out is that of the list, too. */
  const resolved = (typed: LabResultForm): LabResultForm => {
    if (typed.test !== null) return typed;
    const exact = findTests(tests, typed.name).find(({ label, short }) =>
      [label, short].some((text) => text.toLowerCase() === typed.name.trim().toLowerCase()),
    );
    return exact === undefined ? typed : { ...typed, test: exact.key, unit: typed.unit || preferred(exact) };
  };
  const store = async (line: LabResultForm): Promise<boolean> => {
    if ((await run((clinic) => props.save(clinic, line))) === undefined) return false;
    if (goesOn) {
      setForm(NO_LINE);
      setAsked(null);
      requestAnimationFrame(() => testInput.current?.focus());
    }
    if (!goesOn) isOver.current = true;
    props.onSaved?.();
    return true;
  };
  const submit = async () => {
    if (busy || form.value.trim() === "") return;
    const line = resolved(form);
    setForm(line);
    const reading = await run((clinic) => clinic.considerLabResult({ ...question, form: line }));
    if (reading === undefined) return;
    if (reading.doubt === null) await store(line);
    else setAsked(reading);
  };
  // a lock saves what was typed, as far as it is a result; what is improbable is asked about later
  const isTyped = isComplete && form !== given;
  const flush = useEffectEvent(() => store(resolved(form)));
  useEffect(() => (isTyped ? beforeLeaving(() => flush()) : undefined), [isTyped]);
  const close = () => {
    isOver.current = true;
    props.onClose();
  };
  useSaveOnLeaving(() => {
    if (isOver.current || props.isClosing?.() === true || busy || form === given) return null;
    const texts = [form.name, form.value, form.unit];
    return { name, texts, save: isComplete ? (clinic) => props.save(clinic, resolved(form)) : null };
  });
  useEffect(() => {
    if (!isFirst) testInput.current?.focus();
    // once, when it is shown
  }, [isFirst]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (asked === null) return close();
      setAsked(null);
      valueInput.current?.focus();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // a list of words would open instead
      event.preventDefault();
      void submit();
    }
  };
  const { rest } = useFieldErrors(problem, OF_LINE);
  const fault = (field: string, text: string) => (wrongField(problem, field) === null ? undefined : text);
  const input = (key: "value" | "low" | "high", label: string, error?: string) => (
    <TextInput
      ref={key === "value" ? valueInput : undefined}
      label={label}
      value={form[key]}
      maxLength={fieldLengths.labResult.entered}
      error={error}
      autoComplete="off"
      onKeyDown={onKeyDown}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  const unit = { label: words.unit, value: form.unit, error: fault("unit", words.takes.unit), onKeyDown };
  const units = chosen?.units ?? [];
  const typed = [form.value.trim(), form.unit].filter(Boolean).join(" ");
  return (
    <form aria-label={name} className={classes.form} onSubmit={(event) => (event.preventDefault(), void submit())}>
      <div className={classes.line}>
        <TestField
          ref={testInput}
          tests={tests}
          text={form.name}
          lengthMax={fieldLengths.labResult.name}
          error={fault("test", words.takes.test) ?? fault("name", words.takes.test)}
          onChange={choose}
          onOtherKey={onKeyDown}
        />
        {input("value", words.value, fault("value", words.takes.value))}
        {units.includes(form.unit) && units.length > 1 ? (
          <NativeSelect {...unit} data={units} onChange={(event) => set({ unit: event.currentTarget.value })} />
        ) : (
          <TextInput
            {...unit}
            maxLength={fieldLengths.labResult.unit}
            autoComplete="off"
            onChange={(event) => set({ unit: event.currentTarget.value })}
          />
        )}
        {input("low", words.low, fault("low", words.takes.limit))}
        {input("high", words.high, fault("high", words.takes.high))}
        <Group gap={4} wrap="nowrap">
          <ActionIcon type="submit" variant="light" aria-label={background.save} loading={busy}>
            <IconCheck size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={frame.cancel} onClick={close}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
      {asked === null && considered.value !== null && <Understood reading={considered.value} />}
      {asked !== null && (
        <Improbable
          typed={typed}
          value={form.value.trim()}
          meant={asked.doubt?.meant ?? null}
          onUse={(meant) => void store({ ...form, unit: meant })}
          onConfirm={() => void store({ ...form, acceptDoubtful: true })}
        />
      )}
      {rest !== null && <ProblemAlert problem={rest} />}
    </form>
  );
}
