import type { MeasureProblem, Problem, Reason } from "../../ipc/views";

/** Why the text of a reading is not taken, as the field says it. */
const UNREAD: Partial<Record<Reason, MeasureProblem>> = {
  malformed: "notANumber",
  unknown: "unknownUnit",
  impossible: "impossible",
  twoNumbers: "twoNumbers",
};

/** Returns it of what the clinic refused; nothing where that is about something else. */
export function unreadOf(problem: Problem | null): MeasureProblem | null {
  if (problem?.code !== "invalid" || problem.field !== "text") return null;
  return UNREAD[problem.reason ?? "malformed"] ?? null;
}
