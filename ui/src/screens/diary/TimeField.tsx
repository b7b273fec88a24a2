import { TextInput } from "@mantine/core";
import { instantOf, wallClock } from "../../words/time";

interface Props {
  label: string;
  day: string;
  timeZone: string;
  at: string;
  onChange: (at: string) => void;
}

/** A time of day in the clinic's zone. */
export function TimeField({ label, day, timeZone, at, onChange }: Props) {
  const shown = wallClock(at, timeZone).slice(11, 16);
  return (
    <TextInput
      type="time"
      label={label}
      value={shown}
      step={300}
      onChange={(event) =>
        event.currentTarget.value !== "" && onChange(instantOf(`${day} ${event.currentTarget.value}:00`, timeZone))
      }
    />
  );
}
