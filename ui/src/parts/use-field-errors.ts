import { useEffect, useEffectEvent, useState } from "react";
import type { Problem } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import { topDialog } from "./top-dialog";

type Wrong = Problem["fields"][number];

interface FieldErrors {
  /** The error of a field, shown below it. */
  of: (field: string) => string | undefined;
  /** What is wrong with a field, until its value changes. */
  wrong: (field: string) => Wrong | null;
  /** The problem, unless all of it is shown below the fields. */
  rest: Problem | null;
}

/** The error of one field of a refused form, if it has one. */
export const wrongField = (problem: Problem | null, field: string) =>
  (problem?.code === "invalid" && problem.fields.find((wrong) => wrong.field === field)) || null;

/** The value of a field as it can be compared; `lines.0.price` is within a list. */
function valueAt(values: object, field: string): string | undefined {
  const value = field
    .split(".")
    .reduce<unknown>((within, key) => (Object(within) as Record<string, unknown>)[key], values);
  return JSON.stringify(value);
}

/**
 * Says what is wrong with each field of a form that was refused as a whole; the first of them gets the focus. `values`
 * has what is typed, by field: once it changes, the error of its field is gone. `takes` has what a field takes, where
 * that says more than the reason.
 */
export function useFieldErrors(
  problem: Problem | null,
  fields: readonly string[],
  values: object,
  takes: Partial<Record<string, string>> = {},
): FieldErrors {
  const { wrongFields, lengths } = useWords();
  const format = useFormat();
  const [refused, setRefused] = useState({ problem, values });
  if (refused.problem !== problem) setRefused({ problem, values });
  const all = problem?.code === "invalid" ? problem.fields : [];
  const isShown = all.length > 0 && all.every(({ field }) => fields.includes(field));
  const focusFirst = useEffectEvent(() => {
    if (fields.some((field) => wrongField(problem, field) !== null))
      (topDialog() ?? document).querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
  useEffect(() => {
    if (problem !== null) focusFirst();
  }, [problem]);
  const wrong = (field: string) =>
    valueAt(refused.values, field) === valueAt(values, field) ? wrongField(problem, field) : null;
  const of = (field: string) => {
    const fault = wrong(field);
    if (fault === null) return undefined;
    const sentence = fault.reason === "required" ? undefined : takes[field];
    const { limit } = fault;
    const why = limit === null ? wrongFields[fault.reason] : lengths.atMost(format.number(limit));
    return [sentence ?? why, fault.reference].filter(Boolean).join(" ");
  };
  return { of, wrong, rest: isShown ? null : problem };
}
