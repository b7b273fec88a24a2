import type { LabReading, LabResultForm } from "../../../ipc/views";

const OF_VALUE = ["name", "value", "unit"] as const;

export const isCritical = ({ flag }: LabReading) => flag === "criticalLow" || flag === "criticalHigh";

/** Returns whether nobody is named: who was told of the given test, value or unit was not told of another one. */
export const lacksInformed = (given: LabResultForm, form: LabResultForm, before: string) =>
  form.informed.trim() === "" && (before === "" || OF_VALUE.some((key) => form[key].trim() !== given[key]));
