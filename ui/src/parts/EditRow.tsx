import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { beforeLeaving } from "../ipc/unsaved";
import { useCommand } from "../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../ipc/use-left-form";
import type { Clinic } from "../ipc/clinic";
import type { FormOf } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import { readDay } from "../words/time";
import classes from "./EditRow.module.css";
import { ProblemAlert } from "./ProblemAlert";
import { ResumedNote } from "./ResumedNote";
import { RowButtons } from "./RowButtons";
import { useFieldErrors } from "./use-field-errors";
import { useSaveOnLeaving } from "./use-save-on-leaving";

/** One input of a row: a text, or a select when there are `words`. `span` is how many of six columns it takes. */
export interface EditField<Form> {
  key: keyof Form & string;
  label: string;
  span: number;
  lengthMax?: number;
  example?: string;
  words?: { value: string; label: string }[];
  /** It is a day: shown as days are, and typed in any form. */
  isDay?: boolean;
  /** What the field accepts; shown when it refuses the input. */
  takes?: string;
}

interface Props<Form> {
  /** The accessible name of the row. */
  name: string;
  fields: EditField<Form>[];
  form: Form;
  /**
   * The form under which the text is stored as a draft while it is typed; null for rows of the clinic itself, which
   * have no drafts.
   */
  of?: FormOf | null;
  save: (clinic: Clinic, form: Form) => Promise<unknown>;
  onSaved?: () => void;
  mayEdit: boolean;
  /** Nothing can be saved in the first field, too. */
  mayBeEmpty?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

/** A row of text that turns into fields in place: Enter edits and saves, Tab goes on, Escape restores. */
export function EditRow<Form extends object>({ children, actions, ...row }: Props<Form>) {
  const { background } = useWords();
  const [edits, setEdits] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const close = () => {
    setEdits(false);
    // the pencil is rendered with the next paint
    requestAnimationFrame(() => pencil.current?.focus());
  };
  if (edits) {
    return (
      <EntryForm
        {...row}
        onClose={close}
        onSaved={() => {
          row.onSaved?.();
          close();
        }}
      />
    );
  }
  return (
    <div className={classes.row}>
      <div className={classes.shown}>{children}</div>
      {row.mayEdit && (
        <div className={classes.actions}>
          <ActionIcon
            ref={pencil}
            size="sm"
            aria-label={background.edit(row.name)}
            onClick={() => setEdits(true)}
            className={classes.pencil}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
          {actions}
        </div>
      )}
    </div>
  );
}

type EntryProps<Form> = Omit<Props<Form>, "children" | "mayEdit" | "actions"> & { onClose: () => void };
/** The form, and the values that it was loaded with. */
interface Typed<Form> {
  loaded: Form;
  form: Form;
}

/** The fields of one entry; the first has the focus. Leaving the page saves it, as Enter does. */
export function EntryForm<Form extends object>(props: EntryProps<Form>) {
  const { of = null, form } = props;
  const left = useLeftForm(of, { loaded: form, form });
  return <Fields key={left.at} {...props} left={left} />;
}

function Fields<Form extends object>({
  name,
  fields,
  form: given,
  of = null,
  left,
  mayBeEmpty = false,
  save,
  onClose,
  onSaved,
}: EntryProps<Form> & { left: LeftForm<Typed<Form>> }) {
  const format = useFormat();
  const { typed } = left;
  const [form, setForm] = useState(() => (typed === null ? given : changedOver(given, typed.loaded, typed.form)));
  const draft = useTypedForm(of, { loaded: given, form });
  const { busy, problem, run } = useCommand();
  // saved, discarded, or interrupted by a lock
  const isOver = useRef(typed !== null);
  const close = () => {
    isOver.current = true;
    void draft.discard();
    onClose();
  };
  const isEmpty = !mayBeEmpty && String(form[fields[0]!.key]).trim() === "";
  const textOf = ({ key, isDay = false }: EditField<Form>) => {
    const text = String(form[key] ?? "");
    return isDay && form[key] === given[key] && readDay(text) !== null ? format.day(text) : text;
  };
  /** The form with its days as they are stored; what is no day is sent as it is, and is refused. */
  const stored = (): Form => {
    const days = fields.filter(({ isDay }) => isDay).map(({ key }) => [key, String(form[key] ?? "")] as const);
    return { ...form, ...Object.fromEntries(days.map(([key, text]) => [key, readDay(text) ?? text])) };
  };
  const submit = async (): Promise<boolean> => {
    if (busy || isEmpty) return true;
    const isSaved = (await run((clinic) => save(clinic, stored()))) !== undefined;
    if (!isSaved) return false;
    isOver.current = true;
    await draft.discard();
    onSaved?.();
    return true;
  };
  // a lock records no half-typed input: it stays a draft; rows of the clinic itself have no drafts, so they are saved
  const isTyped = fields.some(({ key }) => form[key] !== given[key]);
  const flush = useEffectEvent(async (isLock: boolean) => {
    if (of === null) return submit();
    isOver.current ||= isLock;
    return true;
  });
  useEffect(() => (isTyped ? beforeLeaving((why) => flush(why === "lock")) : undefined), [isTyped]);
  useSaveOnLeaving(() => {
    if (isOver.current || busy || !isTyped) return null;
    const texts = fields.filter(({ words }) => words === undefined).map(({ key }) => String(form[key] ?? ""));
    return { name, texts, save: isEmpty ? null : (to) => save(to, stored()).then(draft.discard) };
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (of === null) return close();
      // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
      isOver.current = true;
      void draft.saveNow().then(onClose);
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // Enter would open the list of the select instead
      event.preventDefault();
      void submit();
    }
  };
  const errors = useFieldErrors(
    problem,
    fields.map(({ key }) => key),
    form,
    Object.fromEntries(fields.map(({ key, takes }) => [key, takes])),
  );
  const set = (key: string, value: string) => {
    isOver.current = false;
    setForm({ ...form, [key]: value });
  };
  // scroll so that the buttons are in view, too
  const entire = useRef<HTMLFormElement>(null);
  useEffect(() => entire.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <form
      ref={entire}
      aria-label={name}
      className={classes.form}
      onSubmit={(event) => (event.preventDefault(), void submit())}>
      <div className={classes.fields}>
        {fields.map((field, index) => (
          <div key={field.key} style={{ gridColumn: `span ${field.span}` }}>
            <FieldInput
              field={field}
              value={textOf(field)}
              autoFocus={index === 0}
              error={errors.of(field.key)}
              onKeyDown={onKeyDown}
              onChange={(value) => set(field.key, value)}
            />
          </div>
        ))}
      </div>
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <RowButtons busy={busy} isEmpty={isEmpty} onCancel={close} />
    </form>
  );
}

function FieldInput<Form>({
  field,
  value,
  autoFocus,
  error,
  onKeyDown,
  onChange,
}: {
  field: EditField<Form>;
  value: string;
  autoFocus: boolean;
  error: string | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
  onChange: (value: string) => void;
}) {
  const shared = {
    label: field.label,
    value,
    autoFocus,
    error,
    onKeyDown,
    classNames: { label: classes.label },
    // Escape leaves the row, and not the dialog around it
    "data-mantine-stop-propagation": true,
  };
  if (field.words) {
    return <NativeSelect {...shared} data={field.words} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <TextInput
      {...shared}
      maxLength={field.lengthMax}
      placeholder={field.example}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
