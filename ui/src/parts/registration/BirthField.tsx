import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PatientForm } from "../../ipc/views";
import { useFormat, useToday, useWords } from "../../words/speech";
import { estimatedBirth, readDay } from "../../words/time";
import classes from "./Registration.module.css";

type Birth = Pick<PatientForm, "birthDate" | "birthDateEstimated">;

/** A birth date in any usual form, or an age or a year where the day is unknown; validated on leaving the field. */
export function BirthField({
  form,
  text,
  error,
  onChange,
}: {
  form: Birth;
  /** The typed text, whether or not it is a date yet. */
  text: string;
  /** Why it was refused. */
  error: string | undefined;
  onChange: (birth: Birth, text: string) => void;
}) {
  const { patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const { birthDate: day, birthDateEstimated: isEstimated } = form;
  const [problem, setProblem] = useState<"badBirth" | "future" | null>(null);
  const read = (typed: string): Birth => {
    const written = readDay(typed);
    const reckoned = written === null ? estimatedBirth(typed, today) : null;
    return { birthDate: written ?? reckoned, birthDateEstimated: reckoned !== null };
  };
  const leave = () => {
    const { birthDate } = read(text);
    const isWritten = text.trim() !== "";
    setProblem(
      isWritten && birthDate === null ? "badBirth" : birthDate !== null && birthDate > today ? "future" : null,
    );
  };
  const type = (typed: string) => {
    setProblem(null);
    const birth = read(typed);
    const isPast = birth.birthDate !== null && birth.birthDate <= today;
    onChange(isPast ? birth : { birthDate: null, birthDateEstimated: false }, typed);
  };
  const age = day === null ? "" : format.age(day, today);
  // the month is spelled out, so that a swapped day and month are noticed
  const reads = day === null ? undefined : isEstimated ? patients.about(age) : `${format.day(day)}, ${age}`;
  return (
    <div className={classes.birth}>
      <TextInput
        label={patients.form.birth}
        placeholder={patients.form.birthHelp}
        value={text}
        error={problem === null ? error : patients.form[problem]}
        description={reads}
        inputWrapperOrder={["label", "input", "description", "error"]}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={leave}
      />
      {day !== null && (
        <Checkbox
          size="xs"
          label={patients.form.birthEstimated}
          checked={isEstimated}
          onChange={(event) => onChange({ birthDate: day, birthDateEstimated: event.currentTarget.checked }, text)}
        />
      )}
    </div>
  );
}
