import { TextInput, type TextInputProps } from "@mantine/core";
import classes from "./ClockInput.module.css";

interface Props extends Omit<TextInputProps, "type" | "value" | "onChange"> {
  /** "07:30", or empty. */
  value: string;
  onChange: (time: string) => void;
}

/** A time of day: the web view takes no other text. */
export function ClockInput({ onChange, ...input }: Props) {
  return (
    <TextInput
      {...input}
      type="time"
      classNames={{ input: classes.clock }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
