import type { FieldProblem, NewEnergyEstimate } from "../../../ipc/views";
import type { useFormat, useWords } from "../../../words/speech";
import { withPoint } from "./activity";

type Inputs = NewEnergyEstimate["inputs"];
type Words = ReturnType<typeof useWords>["needs"];
type Format = ReturnType<typeof useFormat>;

/** The inputs so far, and the errors of fields that were left. */
export interface Draft {
  inputs: Record<string, string>;
  /** Sets some inputs; null removes one. */
  put: (changes: Record<string, string | null>) => void;
  leave: (name: string) => void;
  errorOf: (name: string) => string | null;
}

/** Applies changes to the inputs; null removes an input, an empty text keeps it. */
export function changed(inputs: Record<string, string>, changes: Record<string, string | null>) {
  const next = { ...inputs, ...changes };
  return Object.fromEntries(Object.entries(next).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** The inputs as the clinic reads them. */
export const sent = (inputs: Record<string, string>): Inputs =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, withPoint(value)]));

/** The sentence for the error of a field. */
export function sentence(problem: FieldProblem, words: Words, format: Format): string {
  const name = nameOf(problem.field, words);
  switch (problem.kind) {
    case "number": {
      const { least, most } = problem;
      if (least === null || most === null) return words.choice(name);
      return words.number(name, format.number(least, 2), format.number(most, 2));
    }
    case "both":
      return words.both;
    case "ageRecorded":
      return words.ageRecorded;
    case "womenOnly":
      return words.womenOnly;
    case "overHundred":
      return words.overHundred;
    default:
      return words.choice(name);
  }
}

function nameOf(field: string, words: Words): string {
  const names: Record<string, string> = {
    sex: words.sex,
    age_y: words.ageYears,
    weight_kg: words.weight,
    height_cm: words.height,
    body_fat_pct: words.bodyFat,
    pal: words.pal,
    stress_factor: words.stress,
    kcal_per_kg: words.perKg,
    gestation_weeks: words.weeks,
    protein_g_per_kg: words.protein,
    fluid_ml_per_kg: words.fluid,
    fat_pct: words.fat,
  };
  return names[field] ?? field;
}
