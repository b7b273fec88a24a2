import { TextInput, type TextInputProps } from "@mantine/core";
import type { ChangeEvent } from "react";
import { useFormat } from "../words/speech";

interface Props extends TextInputProps {
  /** As it was typed, or a decimal of the clinic, which has a point. */
  value: string;
}

/** A decimal, with the sign before its fraction that this language has; a comma and a point are both read. */
export function DecimalInput({ value, onChange, ...rest }: Props) {
  const { fractionSign } = useFormat();
  const written = (text: string) => text.replace(".", fractionSign);
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    const shown = written(input.value);
    if (shown !== input.value) {
      const cursor = input.selectionStart;
      // a text that differs from what is typed would be shown with the cursor behind it
      input.value = shown;
      input.setSelectionRange(cursor, cursor);
    }
    onChange?.(event);
  };
  return <TextInput inputMode="decimal" autoComplete="off" {...rest} value={written(value)} onChange={change} />;
}
