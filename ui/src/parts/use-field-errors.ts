import { useEffect, useEffectEvent } from "react";
import type { Problem } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

interface FieldErrors {
  /** The error of a field, shown below it. */
  of: (field: string) => string | undefined;
  /** The problem, unless all of it is shown below the fields. */
  rest: Problem | null;
}

/** The error of one field of a refused form, if it has one. */
export const wrongField = (problem: Problem | null, field: string) =>
  (problem?.code === "invalid" && problem.fields.find((wrong) => wrong.field === field)) || null;

/**
 * Says what is wrong with each field of a form that was refused as a whole; the first of them gets the focus. `takes`
 * has what a field takes, where that says more than the reason.
 */
export function useFieldErrors(
  problem: Problem | null,
  fields: readonly string[],
  takes: Partial<Record<string, string>> = {},
): FieldErrors {
  const { wrongFields, lengths } = useWords();
  const format = useFormat();
  const wrong = problem?.code === "invalid" ? problem.fields : [];
  const isShown = wrong.length > 0 && wrong.every(({ field }) => fields.includes(field));
  const focusFirst = useEffectEvent(() => {
    if (fields.some((field) => wrongField(problem, field) !== null))
      document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
  useEffect(() => {
    if (problem !== null) focusFirst();
  }, [problem]);
  const of = (field: string) => {
    const fault = wrongField(problem, field);
    if (fault === null) return undefined;
    const sentence = fault.reason === "required" ? undefined : takes[field];
    const { limit } = fault;
    const why = limit === null ? wrongFields[fault.reason] : lengths.atMost(format.number(limit));
    return [sentence ?? why, fault.reference].filter(Boolean).join(" ");
  };
  return { of, rest: isShown ? null : problem };
}
