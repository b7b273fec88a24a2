import type { commands } from "./bindings";
import type { Problem, ClinicEvent } from "./views";

/**
 * Every command of the window, one function each. What is refused rejects with a `Failure`.
 *
 * Screens reach it with `useClinic()`; `window.ts` carries it to the program.
 */
export interface Clinic extends Omit<typeof commands, "watch"> {
  /** Sends each event to `listener` until the returned function is called. */
  watch(listener: (event: ClinicEvent) => void): () => void;
}

/** What was thrown, as a problem that the screens can put into words; anything else is a fault of the program. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string")
    return thrown as Problem;
  return {
    code: "internal",
    field: null,
    reason: null,
    triesLeft: null,
    until: null,
    visit: null,
    conflict: null,
    reference: thrown instanceof Error ? thrown.name : null,
  };
}
