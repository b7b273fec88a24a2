import { Button } from "@mantine/core";
import { type MouseEvent, useState } from "react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useCommand } from "../../../ipc/use-clinic";
import type { WaitingPage, WaitingEntry } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import type { Column } from "../../../parts/DataTable";
import { Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useRowPages } from "../../../parts/row-pages";
import { offerUndo } from "../../../parts/undo";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useFormat, useWords } from "../../../words/speech";
import { CallDialog } from "../../../parts/CallDialog";
import { ReasonDialog } from "../../../parts/ReasonDialog";
import { OfferDialog } from "./OfferDialog";
import { pageOf, useWaitingWords } from "./use-waiting";

interface Props {
  first: WaitingPage;
  onEdit: (row: WaitingEntry) => void;
  onChanged: () => void;
}
type Asked = { what: "offer" | "call" | "end"; row: WaitingEntry };
const LETTERS: Record<string, Asked["what"] | undefined> = { o: "offer", c: "call", e: "end" };

/** Who waits, those who do so longest first: each is offered a time, called, or taken off from their row. */
export function WaitingTable({ first, onEdit, onChanged }: Props) {
  const { waiting: words, frame } = useWords();
  const format = useFormat();
  const say = useWaitingWords();
  const mayWrite = useMay()("appointments.write");
  const { run } = useCommand();
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = useRowPages(first.total, 0, (offset) => waitingQueries.page(pageOf("current", offset)));
  const close = () => setAsked(null);
  const ask = (what: Asked["what"], row: WaitingEntry) => (event: MouseEvent) => {
    event.stopPropagation();
    setAsked({ what, row });
  };
  const columns: Column<WaitingEntry>[] = [
    { key: "name", head: words.name, width: 240, cell: ({ patient }) => <PatientCell patient={patient} /> },
    { key: "wants", head: words.wants, cell: (row) => <Wants row={row} /> },
    { key: "since", head: words.since, width: 84, number: true, cell: ({ since }) => format.shortDay(since) },
    {
      key: "phone",
      head: words.phone,
      width: 140,
      cell: ({ phone }) => <span className="tabular">{phone ?? words.noPhone}</span>,
    },
    { key: "calls", wide: true, head: words.calls, width: 216, cell: (row) => say.calls(row) },
  ];
  if (mayWrite)
    columns.push({
      key: "act",
      head: words.actions,
      width: 96,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={words.offerTo(row.patient.name)}
          onClick={ask("offer", row)}>
          {words.offer}
        </Button>
      ),
    });
  const ended = (entry: WaitingEntry) => {
    onChanged();
    offerUndo("waiting", words.ended(entry.patient.name), frame, async () => {
      const back = await run((clinic) => clinic.reopenWaiting(entry.id, entry.seen));
      onChanged();
      return back;
    });
  };
  return (
    <>
      {rows.problem !== null && <ProblemAlert problem={rows.problem} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          tall
          label={words.title}
          total={first.total}
          columns={columns}
          rowAt={rows.at}
          onRows={rows.need}
          onOpen={(row) => mayWrite && onEdit(row)}
          onLetter={(letter, row) => {
            const what = LETTERS[letter];
            if (mayWrite && what !== undefined) setAsked({ what, row });
          }}
        />
      </Sheet>
      {asked?.what === "offer" && (
        <OfferDialog
          entry={asked.row}
          onCall={() => setAsked({ what: "call", row: asked.row })}
          onEnd={() => setAsked({ what: "end", row: asked.row })}
          onClose={close}
          onBooked={onChanged}
        />
      )}
      {asked?.what === "call" && (
        <CallDialog
          purpose="waiting"
          patient={asked.row.patient}
          phone={asked.row.phone}
          onClose={() => (close(), onChanged())}
        />
      )}
      {asked?.what === "end" && (
        <ReasonDialog
          title={words.endTitle}
          action={words.endAction}
          patient={asked.row.patient}
          act={(clinic, reason) => clinic.endWaiting(asked.row.id, asked.row.seen, reason)}
          onDone={ended}
          onClose={close}
        />
      )}
    </>
  );
}

/** The wishes on one line, and the note below them. */
function Wants({ row }: { row: WaitingEntry }) {
  const say = useWaitingWords();
  const wants = say.wants(row);
  const { note } = row.wishes;
  return (
    <>
      <div className="ellipsis" title={wants}>
        {wants}
      </div>
      {note !== "" && (
        <div className="ellipsis small muted" title={note}>
          {note}
        </div>
      )}
    </>
  );
}
