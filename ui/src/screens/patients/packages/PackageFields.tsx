import { Group, TextInput } from "@mantine/core";
import { fieldLengths } from "../../../ipc/bindings";
import { useWords } from "../../../words/speech";
import type { TypedPackage } from "./package-form";

interface Props {
  typed: TypedPackage;
  /** The first of them has the focus of the dialog. */
  isFirst?: boolean;
  errorOf: (field: string) => string | undefined;
  onChange: (part: Partial<TypedPackage>) => void;
}

/** How many sessions a package has, and until when. */
export function TermFields({ typed, isFirst = false, errorOf, onChange }: Props) {
  const { packages: words } = useWords();
  return (
    <Group grow align="flex-start">
      <TextInput
        data-autofocus={isFirst || undefined}
        label={words.sessions}
        inputMode="numeric"
        value={typed.sessions}
        error={errorOf("sessions")}
        autoComplete="off"
        onChange={(event) => onChange({ sessions: event.currentTarget.value })}
      />
      <TextInput
        label={words.validUntil}
        placeholder={words.noEnd}
        value={typed.validUntil}
        error={errorOf("validUntil")}
        autoComplete="off"
        onChange={(event) => onChange({ validUntil: event.currentTarget.value })}
      />
    </Group>
  );
}

export function NoteField({ typed, errorOf, onChange }: Props) {
  const { packages: words } = useWords();
  return (
    <TextInput
      label={words.note}
      value={typed.note}
      maxLength={fieldLengths.package.note}
      error={errorOf("note")}
      autoComplete="off"
      onChange={(event) => onChange({ note: event.currentTarget.value })}
    />
  );
}
