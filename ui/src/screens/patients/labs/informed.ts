import type { LabResultForm } from "../../../ipc/views";

const OF_VALUE = ["name", "value", "unit"] as const;

/** Returns whether it still says who was told of the former test, value or unit. */
export const isOfFormer = (given: LabResultForm, form: LabResultForm) =>
  form.informed.trim() === given.informed && OF_VALUE.some((key) => form[key].trim() !== given[key]);
