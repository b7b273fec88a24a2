import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useCommand } from "../../../ipc/use-clinic";
import type { WaitingPage, WaitingEntry } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import type { Column } from "../../../parts/DataTable";
import { Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useRowPages } from "../../../parts/row-pages";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useFormat, useLabelled, useWords } from "../../../words/speech";
import { pageOf, useWaitingWords } from "./use-waiting";

/** Whose wait ended in the last three months, and how; each is put back from their row. */
export function EndedTable({ first, onChanged }: { first: WaitingPage; onChanged: () => void }) {
  const { waiting: words } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const say = useWaitingWords();
  const mayWrite = useMay()("appointments.write");
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const rows = useRowPages(first.total, 0, (offset) => waitingQueries.page(pageOf("ended", offset)));
  const putBack = async (row: WaitingEntry) => {
    const waiting = await run((clinic) => clinic.reopenWaiting(row.id, row.seen));
    if (waiting) notifications.show({ message: words.reopened(row.patient.name) });
    onChanged();
  };
  const how = ({ end }: WaitingEntry) => {
    if (end === null) return "";
    if (end.startsAt !== null) return words.bookedFor(format.dateTime(end.startsAt));
    return labelled(words.outcomes[end.outcome], end.reason);
  };
  const columns: Column<WaitingEntry>[] = [
    { key: "name", head: words.name, width: 240, cell: ({ patient }) => <PatientCell patient={patient} /> },
    { key: "how", head: words.how, cell: (row) => how(row) },
    { key: "wants", wide: true, head: words.wants, width: 240, cell: (row) => say.wants(row) },
    {
      key: "ended",
      head: words.endedOn,
      width: 200,
      cell: ({ end }) => end && words.on(format.shortDate(end.at), end.by),
    },
  ];
  if (mayWrite)
    columns.push({
      key: "act",
      head: words.actions,
      width: 104,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          disabled={busy}
          aria-label={words.reopenOf(row.patient.name)}
          onClick={(event) => (event.stopPropagation(), void putBack(row))}>
          {words.reopen}
        </Button>
      ),
    });
  const shown = problem ?? rows.problem;
  return (
    <>
      {shown !== null && <ProblemAlert problem={shown} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          tall
          label={words.parts.ended}
          total={first.total}
          columns={columns}
          rowAt={rows.at}
          onRows={rows.need}
          onOpen={({ patient }) => go({ page: "patient", id: patient.id })}
        />
      </Sheet>
    </>
  );
}
