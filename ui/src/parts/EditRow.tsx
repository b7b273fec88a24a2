import { ActionIcon, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconCheck, IconPencil, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { beforeLeaving } from "../ipc/unsaved";
import { useCommand } from "../ipc/use-clinic";
import type { Clinic } from "../ipc/clinic";
import { useWords } from "../words/speech";
import classes from "./EditRow.module.css";
import { ProblemAlert } from "./ProblemAlert";

/** One input of a row: a text, or one of a few words. `span` is how many of six columns it takes. */
export interface EditField<Form> {
  key: keyof Form & string;
  label: string;
  span: number;
  lengthMax?: number;
  example?: string;
  words?: { value: string; label: string }[];
  /** What the field takes, said where it does not take what was typed. */
  takes?: string;
}

interface Props<Form> {
  /** What the row is called where it is not seen. */
  name: string;
  fields: EditField<Form>[];
  form: Form;
  save: (clinic: Clinic, form: Form) => Promise<unknown>;
  onSaved?: () => void;
  mayEdit: boolean;
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
    // the pencil is there again after the next paint
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

/** The fields of one entry; the first has the focus. */
export function EntryForm<Form extends object>({
  name,
  fields,
  form: given,
  save,
  onClose,
  onSaved,
}: Omit<Props<Form>, "children" | "mayEdit" | "actions"> & { onClose: () => void }) {
  const { background, frame } = useWords();
  const [form, setForm] = useState(given);
  const { busy, problem, run } = useCommand();
  const first = String(form[fields[0]!.key]);
  const submit = async (): Promise<boolean> => {
    if (busy || first.trim() === "") return true;
    const isSaved = (await run((clinic) => save(clinic, form))) !== undefined;
    if (isSaved) onSaved?.();
    return isSaved;
  };
  // a lock saves what was typed, as far as it names something
  const isTyped = fields.some(({ key }) => form[key] !== given[key]);
  const flush = useEffectEvent(submit);
  useEffect(() => (isTyped ? beforeLeaving(() => flush()) : undefined), [isTyped]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // a list of words would open instead
      event.preventDefault();
      void submit();
    }
  };
  const refused = problem?.code === "invalid" ? problem.field : null;
  const set = (key: string, value: string) => setForm({ ...form, [key]: value });
  return (
    <form aria-label={name} className={classes.form} onSubmit={(event) => (event.preventDefault(), void submit())}>
      <div className={classes.fields}>
        {fields.map((field, index) => (
          <div key={field.key} style={{ gridColumn: `span ${field.span}` }}>
            <FieldInput
              field={field}
              value={String(form[field.key] ?? "")}
              autoFocus={index === 0}
              isRefused={field.key === refused}
              onKeyDown={onKeyDown}
              onChange={(value) => set(field.key, value)}
            />
          </div>
        ))}
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Group gap={4} justify="flex-end">
        <ActionIcon aria-label={frame.cancel} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          type="submit"
          variant="light"
          aria-label={background.save}
          loading={busy}
          disabled={first.trim() === ""}>
          <IconCheck size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </form>
  );
}

function FieldInput<Form>({
  field,
  value,
  autoFocus,
  isRefused,
  onKeyDown,
  onChange,
}: {
  field: EditField<Form>;
  value: string;
  autoFocus: boolean;
  isRefused: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onChange: (value: string) => void;
}) {
  const { background } = useWords();
  const error = isRefused ? (field.takes ?? background.notTaken) : undefined;
  const shared = { label: field.label, value, autoFocus, error, onKeyDown, classNames: { label: classes.label } };
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
