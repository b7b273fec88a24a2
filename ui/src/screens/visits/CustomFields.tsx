import { SegmentedControl, TextInput } from "@mantine/core";
import type { CustomText, CustomValue, NoteKind } from "../../ipc/views";
import { Select } from "../../parts/Select";
import { useWords } from "../../words/speech";
import classes from "./Note.module.css";

interface Props {
  values: CustomValue[];
  kind: NoteKind;
  onValue: (changed: CustomText) => void;
  onBlur: () => void;
}

/** The clinic's own fields, under the sections; those of another kind of note only if they have a value. */
export function CustomFields({ values, kind, onValue, onBlur }: Props) {
  const { notes } = useWords();
  const shown = values.filter(({ noteKind, value }) => noteKind === null || noteKind === kind || value.trim() !== "");
  if (shown.length === 0) return null;
  return (
    <div role="group" aria-label={notes.customFields} className={classes.custom}>
      {shown.map((field) => (
        <CustomInput
          key={field.label}
          field={field}
          onValue={(value) => onValue({ label: field.label, value })}
          onBlur={onBlur}
        />
      ))}
    </div>
  );
}

function CustomInput({
  field: { label, kind, options, value },
  onValue,
  onBlur,
}: {
  field: CustomValue;
  onValue: (value: string) => void;
  onBlur: () => void;
}) {
  const { notes } = useWords();
  if (kind === "choice")
    return (
      <Select
        label={label}
        clearable
        data={[...new Set([...options, ...(value === "" ? [] : [value])])]}
        value={value === "" ? null : value}
        onChange={(next) => onValue(next ?? "")}
        onBlur={onBlur}
      />
    );
  if (kind === "yesNo")
    return (
      <div>
        <div className={classes.customLabel} id={`custom-${label}`}>
          {label}
        </div>
        <SegmentedControl
          size="xs"
          aria-labelledby={`custom-${label}`}
          data={(["yes", "no", ""] as const).map((answer) => ({ value: answer, label: notes.yesNo[answer || "open"] }))}
          value={value === "yes" || value === "no" ? value : ""}
          onChange={onValue}
          onBlur={onBlur}
        />
      </div>
    );
  const isOdd = kind === "number" && value.trim() !== "" && !NUMBER.test(value.trim());
  return (
    <TextInput
      label={label}
      name={`custom ${label}`}
      value={value}
      inputMode={kind === "number" ? "decimal" : undefined}
      placeholder={kind === "date" ? notes.dateExample : undefined}
      error={isOdd ? notes.notANumber : undefined}
      onChange={(event) => onValue(event.currentTarget.value)}
      onBlur={onBlur}
    />
  );
}

/** As the clinic reads it when the note is signed. */
const NUMBER = /^[-\u2212+]?\d+(?:[.,]\d+)?$/;
