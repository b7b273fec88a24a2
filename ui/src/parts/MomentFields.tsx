import { TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useWords } from "../words/speech";
import { ClockInput } from "./ClockInput";

/** A day in any form, and a time of day; both as they are typed. */
export interface TypedMoment {
  when: string;
  time: string;
}

/** Both in one text, as a moment is read; empty where nothing is typed. */
export const momentText = ({ when, time }: TypedMoment) => [when.trim(), time].filter(Boolean).join(" ");

interface Props {
  value: TypedMoment;
  error: string | null | undefined;
  onChange: (part: Partial<TypedMoment>) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** The two fields for when something was measured. */
export function MomentFields({ value: { when, time }, error, onChange, onKeyDown }: Props) {
  const { measurementKinds: words } = useWords();
  return (
    <>
      <TextInput
        label={words.measuredOn}
        placeholder={words.today}
        value={when}
        error={error}
        autoComplete="off"
        onKeyDown={onKeyDown}
        onChange={(event) => onChange({ when: event.currentTarget.value })}
      />
      <ClockInput
        label={words.measuredAt}
        value={time}
        onKeyDown={onKeyDown}
        onChange={(changed) => onChange({ time: changed })}
      />
    </>
  );
}
