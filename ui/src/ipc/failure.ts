import type { Problem } from "./views";

/** What was thrown, as a refusal that the screens can put into words; anything else is a fault of the program. */
export function asFailure(thrown: unknown): Problem {
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
