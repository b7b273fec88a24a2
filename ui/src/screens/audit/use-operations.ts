import type { AuditRow } from "../../ipc/views";
import { useWords } from "../../words/speech";

const DONE = "DONE";
const REFUSED = "REFUSED";

/** Operations in words. One of a later version is shown as it is. */
export function useOperations() {
  const { audit, operations, rights } = useWords();
  const name = (row: Pick<AuditRow, "action">) => {
    const right = (rights as Partial<Record<string, string>>)[row.action];
    return right === undefined ? (operations[row.action] ?? row.action) : audit.tried(right);
  };
  const ended = (row: Pick<AuditRow, "outcome">) =>
    row.outcome === DONE ? null : row.outcome === REFUSED ? audit.refused : audit.failed;
  return {
    name,
    isDone: (row: Pick<AuditRow, "outcome">) => row.outcome === DONE,
    isRefused: (row: Pick<AuditRow, "outcome">) => row.outcome === REFUSED,
    line: (row: AuditRow) => [name(row), ended(row)].filter(Boolean).join(" · "),
    /** Every operation that can be filtered by, in alphabetical order. */
    all: [
      ...Object.entries(operations),
      ...Object.entries(rights).map(([right, what]) => [right, audit.tried(what)] as const),
    ]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  };
}
