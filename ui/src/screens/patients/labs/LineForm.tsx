import { NativeSelect, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { beforeLeaving } from "../../../ipc/unsaved";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, LabReading, LabResultForm } from "../../../ipc/views";
import { DecimalInput } from "../../../parts/DecimalInput";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { RowButtons } from "../../../parts/RowButtons";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useSaveOnLeaving } from "../../../parts/use-save-on-leaving";
import { useWords } from "../../../words/speech";
import { findTests, type NamedTest } from "./find-tests";
import { isCritical, lacksInformed } from "./informed";
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
  informed: "",
};

/** The fields whose errors are shown at the field itself. */
const OF_LINE = ["test", "name", "value", "unit", "low", "high", "informed"];

/** The head of a new sheet, as it is typed. */
export interface TypedHead {
  day: string;
  laboratory: string;
}
const NO_HEAD: TypedHead = { day: "", laboratory: "" };

/** The form, and the values that it was loaded with. */
interface TypedLine {
  given: LabResultForm;
  form: LabResultForm;
  head: TypedHead;
}

interface Props {
  name: string;
  /** The form under which the text is stored as a draft while it is typed. */
  of: FormOf;
  patientId: string;
  collectedOn: string;
  tests: NamedTest[];
  /** The initial values of the fields. */
  given: LabResultForm;
  /** The unit that a test is probably printed in. */
  preferred: (test: NamedTest) => string;
  /** Returns whether it was saved. */
  save: (clinic: Clinic, form: LabResultForm) => Promise<unknown>;
  /** The next line follows, so the fields are emptied after a save. */
  goesOn?: boolean;
  /** Another field before it has the initial focus. */
  isFirst?: boolean;
  /** The test is known, so the value has the initial focus. */
  startsAtValue?: boolean;
  /** The sheet was ordered: a critical value asks who was told. */
  isOrdered?: boolean;
  /** Who was told of the value as it was given. */
  informedBefore?: string;
  onSaved?: () => void;
  onClose: () => void;
  /** Whether the sheet's form is being closed: then the line is not saved. */
  isClosing?: () => boolean;
  /** The typed head of a new sheet, and what is called with that of a restored draft. */
  head?: TypedHead;
  onHeadLeft?: (head: TypedHead) => void;
}

/** One line of a sheet by keys: test, value, unit; Enter takes it. An unfinished draft is restored. */
export function LineForm(props: Props) {
  const { of, given, head = NO_HEAD } = props;
  const left = useLeftForm<TypedLine>(of, { given, form: given, head });
  // each line is a form of its own, with its own draft
  const [line, setLine] = useState(0);
  return (
    <Line
      key={`${left.at} ${line}`}
      {...props}
      head={head}
      left={left}
      onNext={() => setLine((before) => before + 1)}
    />
  );
}

function Line({
  name,
  given,
  tests,
  preferred,
  goesOn = false,
  isFirst = false,
  startsAtValue = false,
  isOrdered = false,
  informedBefore = "",
  head,
  left,
  ...props
}: Props & { head: TypedHead; left: LeftForm<TypedLine>; onNext: () => void }) {
  const { labs: words, labOrders } = useWords();
  const { typed: leftLine } = left;
  const [form, setForm] = useState(() =>
    leftLine === null ? given : changedOver(given, leftLine.given, leftLine.form),
  );
  const restoreHead = useEffectEvent(() => leftLine !== null && props.onHeadLeft?.(leftLine.head));
  useEffect(() => void restoreHead(), []);
  const isBlank = [form.name, form.value].every((text) => text.trim() === "");
  const isChanged = !isBlank && JSON.stringify(form) !== JSON.stringify(given);
  const draft = useTypedForm(isChanged ? props.of : null, { given, form, head });
  const [asked, setAsked] = useState<LabReading | null>(null);
  const { busy, problem, run } = useCommand();
  // saved, discarded, or interrupted by a lock
  const isOver = useRef(leftLine !== null);
  const testInput = useRef<HTMLInputElement>(null);
  const valueInput = useRef<HTMLInputElement>(null);
  const informedInput = useRef<HTMLInputElement>(null);
  const chosen = tests.find(({ key }) => key === form.test);
  const question = { patientId: props.patientId, collectedOn: props.collectedOn };
  const isComplete = form.value.trim() !== "" && form.name.trim() !== "";
  const considered = useClinicQuery(queries.consideredLabResult(isComplete ? { ...question, form } : null));

  const set = (change: Partial<LabResultForm>) => {
    setAsked(null);
    isOver.current = false;
    setForm({ ...form, ...change });
  };
  const choose = (text: string, test: NamedTest | null) =>
    set({ name: text, test: test?.key ?? null, unit: test === null ? form.unit : preferred(test) });

  /** Resolves a name that was typed in full to its test in the list. */
  const resolved = (typed: LabResultForm): LabResultForm => {
    if (typed.test !== null) return typed;
    const exact = findTests(tests, typed.name).find(({ label, short }) =>
      [label, short].some((text) => text.toLowerCase() === typed.name.trim().toLowerCase()),
    );
    return exact === undefined ? typed : { ...typed, test: exact.key, unit: typed.unit || preferred(exact) };
  };
  const store = async (line: LabResultForm): Promise<boolean> => {
    if ((await run((to) => props.save(to, line))) === undefined) return false;
    isOver.current = true;
    await draft.discard();
    left.clear();
    if (goesOn) props.onNext();
    props.onSaved?.();
    return true;
  };
  const submit = async () => {
    if (busy || form.value.trim() === "") return;
    const line = resolved(form);
    setForm(line);
    const reading = await run((to) => to.considerLabResult({ ...question, form: line }));
    if (reading === undefined) return;
    if (isOrdered && isCritical(reading) && lacksInformed(given, line, informedBefore)) {
      // mounted once the reading is shown
      return void requestAnimationFrame(() => informedInput.current?.focus());
    }
    if (reading.doubt === null) return void (await store(line));
    setAsked(reading);
    // letters typed meanwhile are no keys of the page
    valueInput.current?.focus();
  };
  const use = (unit: string) => void store({ ...form, unit });
  const confirm = () => void store({ ...form, acceptDoubtful: true });
  const meant = asked?.doubt?.meant ?? null;
  // a lock records no half-typed input: it stays a draft
  const flush = useEffectEvent((isLock: boolean) => {
    isOver.current ||= isLock;
    return Promise.resolve(true);
  });
  useEffect(() => (isChanged ? beforeLeaving((why) => flush(why === "lock")) : undefined), [isChanged]);
  const close = () => {
    isOver.current = true;
    void draft.discard();
    left.clear();
    props.onClose();
  };
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => {
    isOver.current = true;
    void left.leave(draft.saveNow);
    props.onClose();
  };
  useSaveOnLeaving(() => {
    if (isOver.current || props.isClosing?.() === true || busy || !isChanged) return null;
    const texts = [form.name, form.value, form.unit];
    const save = (to: Clinic) => props.save(to, resolved(form)).then(draft.discard);
    return { name, texts, save: isComplete ? save : null };
  });
  useLayoutEffect(() => {
    if (!isFirst) (startsAtValue ? valueInput : testInput).current?.focus();
    // once, before a key can go elsewhere
  }, [isFirst, startsAtValue]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (asked === null) return leave();
      setAsked(null);
      valueInput.current?.focus();
    } else if (event.key === "Enter" && asked !== null && event.target === valueInput.current) {
      event.preventDefault();
      if (!event.repeat && !busy) (meant === null ? confirm : () => use(meant))();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // Enter would open the list of the select instead
      event.preventDefault();
      void submit();
    }
  };
  const { wrong, rest } = useFieldErrors(problem, OF_LINE, { ...form, test: form.name });
  const fault = (field: string, text: string) => (wrong(field) === null ? undefined : text);
  const asksCritical = isOrdered && considered.value !== null && isCritical(considered.value);
  const asksAnew = asksCritical && informedBefore !== "" && lacksInformed(given, form, informedBefore);
  const limit = (key: "low" | "high", error: string) => (
    <DecimalInput
      label={words[key]}
      value={form[key]}
      maxLength={fieldLengths.labResult.entered}
      error={fault(key, error)}
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
        <TextInput
          ref={valueInput}
          label={words.value}
          value={form.value}
          maxLength={fieldLengths.labResult.entered}
          error={fault("value", words.takes.value)}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => set({ value: event.currentTarget.value })}
        />
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
        {limit("low", words.takes.limit)}
        {limit("high", words.takes.high)}
        <RowButtons busy={busy} onCancel={close} />
      </div>
      {(asksCritical || form.informed !== "" || informedBefore !== "") && (
        <TextInput
          ref={informedInput}
          className={classes.informed}
          withAsterisk={asksCritical && lacksInformed(given, form, informedBefore)}
          placeholder={informedBefore}
          label={labOrders.informed}
          description={labOrders.informedHelp}
          value={form.informed}
          maxLength={fieldLengths.labResult.informed}
          error={asksAnew ? labOrders.informedAnew : fault("informed", labOrders.informed)}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => set({ informed: event.currentTarget.value })}
        />
      )}
      <ResumedNote at={isChanged ? left.at : null} onAfresh={() => void draft.discard().then(left.clear)} />
      {asked === null && considered.value !== null && <Understood reading={considered.value} />}
      {asked !== null && (
        <Improbable typed={typed} value={form.value.trim()} meant={meant} onUse={use} onConfirm={confirm} />
      )}
      {rest !== null && <ProblemAlert problem={rest} />}
    </form>
  );
}
