import type { MeasureProblem, Problem, Reason } from "../../ipc/views";
import { wrongField } from "../../parts/use-field-errors";

/** Why the text of a reading is not taken, as the field says it. */
const UNREAD: Partial<Record<Reason, MeasureProblem>> = {
  malformed: "notANumber",
  unknown: "unknownUnit",
  impossible: "impossible",
  twoNumbers: "twoNumbers",
};

/** Returns the reason why the text was refused; null for any other problem. */
export function unreadOf(problem: Problem | null): MeasureProblem | null {
  const wrong = wrongField(problem, "text");
  return wrong === null ? null : (UNREAD[wrong.reason] ?? null);
}
