import { TextInput } from "@mantine/core";
import { useFormat } from "../../../words/speech";
import type { Draft } from "./draft";
import classes from "./Needs.module.css";

interface Props {
  draft: Draft;
  name: string;
  label: string;
  unit?: string;
  /** Where the number comes from, or what it means. */
  help?: string;
  /** No visible label, as the column's head names the field. */
  isBare?: boolean;
  /** Inputs that describe the former value, and are removed when it is changed. */
  drops?: string[];
}

/** A number with its unit; its error is shown once the field was left. */
export function InputField({ draft, name, label, unit, help, isBare = false, drops = [] }: Props) {
  const format = useFormat();
  const value = draft.inputs[name] ?? "";
  const dropped = Object.fromEntries(drops.map((other) => [other, null]));
  return (
    <TextInput
      data-input={name}
      className={classes.amount}
      label={isBare ? undefined : label}
      aria-label={isBare ? `${label}${unit === undefined ? "" : ` (${unit})`}` : undefined}
      description={help}
      inputWrapperOrder={["label", "input", "description", "error"]}
      inputMode="decimal"
      autoComplete="off"
      rightSection={unit === undefined ? undefined : <span className="small muted">{unit}</span>}
      rightSectionWidth={unit === undefined ? undefined : Math.max(32, unit.length * 8 + 12)}
      rightSectionPointerEvents="none"
      // a number from the chart has a decimal point: format it for this language
      value={/^\d+\.\d+$/.test(value) ? format.number(Number(value), 6).replace(/\s/g, "") : value}
      onChange={(event) => draft.put({ ...dropped, [name]: event.currentTarget.value })}
      onBlur={() => draft.leave(name)}
      error={draft.errorOf(name)}
    />
  );
}
