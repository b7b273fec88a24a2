import { TextInput, type TextInputProps } from "@mantine/core";
import { useFormat } from "../words/speech";

interface Props extends TextInputProps {
  /** As it was typed, or a decimal of the clinic, which has a point. */
  value: string;
}

/** A decimal, with the sign before its fraction that this language has; a comma and a point are both read. */
export function DecimalInput({ value, ...rest }: Props) {
  const { fractionSign } = useFormat();
  return <TextInput inputMode="decimal" autoComplete="off" {...rest} value={value.replace(".", fractionSign)} />;
}
