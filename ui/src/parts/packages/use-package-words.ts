import type { Day, Problem } from "../../ipc/views";
import { unbroken } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import { wrongField } from "../use-field-errors";

interface Left {
  sessions: number;
  /** Below 0 where more was used than was bought. */
  left: number;
}

/** Words for a package: its name, "4 of 6 left", and the same with its last day. */
export function usePackageWords() {
  const { packages: words } = useWords();
  const format = useFormat();
  const left = ({ sessions, left: count }: Left) => words.left(Math.max(0, count), sessions);
  const leftUntil = (one: Left & { validUntil: Day | null }) =>
    [left(one), one.validUntil !== null && unbroken(words.until(format.day(one.validUntil)))]
      .filter(Boolean)
      .join(", ");
  /** What cannot be read on this computer has no service. */
  const name = ({ service }: { service: string }) => service || words.package;
  return { name, left, leftUntil };
}

/** Why no session was used, in a sentence; null where the problem is another one. */
export function usePackageRefusal(problem: Problem | null): string | null {
  const { refused } = useWords().packages;
  const is = (field: string, reason: Problem["reason"]) => wrongField(problem, field)?.reason === reason;
  if (is("sessions", "taken")) return refused.none;
  if (is("validUntil", "tooLongAgo")) return refused.expired;
  if (is("package", "cancelled")) return refused.void;
  if (is("appointment", "taken")) return refused.isPaid;
  return is("appointment", "outOfOrder") ? refused.notDone : null;
}
