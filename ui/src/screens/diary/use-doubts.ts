import { useState } from "react";
import type { Clinic } from "../../ipc/clinic";

type Run = <Answer>(act: (clinic: Clinic) => Promise<Answer>) => Promise<Answer | undefined>;

/**
 * Asks what speaks against a form before it is written, once for each: what is typed after the question is asked about
 * anew. `result` is what came of the form as it is; null where nothing was asked or nothing speaks against it.
 */
export function useDoubts<Form, Result>(
  form: Form,
  ask: (clinic: Clinic) => Promise<Result>,
  isDoubtful: (result: Result) => boolean,
) {
  const [asked, setAsked] = useState<{ of: string; result: Result } | null>(null);
  const of = JSON.stringify(form);
  const result = asked?.of === of ? asked.result : null;
  return {
    result,
    /** What was refused is asked about again: something else may speak against it now. */
    forget: () => setAsked(null),
    /** Returns whether the form is to be written: nothing speaks against it, or the user was asked. */
    confirm: async (run: Run) => {
      if (result !== null) return true;
      const answer = await run(ask);
      if (answer === undefined) return false;
      if (!isDoubtful(answer)) return true;
      setAsked({ of, result: answer });
      return false;
    },
  };
}
