import { Button, Group } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { type MouseEvent, useState } from "react";
import { queries } from "../../../ipc/queries";
import type { FollowUpPage, FollowUpQuery, FollowUpRow } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import type { Column } from "../../../parts/DataTable";
import { fileWidth } from "../../../parts/file-width";
import { Sheet } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useRowPages } from "../../../parts/row-pages";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { daysBetween } from "../../../words/time";
import { CallDialog } from "../../../parts/CallDialog";
import { useCallWords } from "../../../parts/use-call-words";

interface Props {
  first: FollowUpPage;
  query: FollowUpQuery;
  startAt: number;
}

/** The patients of one part of the list: each is called and booked from its row. */
export function FollowUpTable({ first, query, startAt }: Props) {
  const { followUps, patients, diary } = useWords();
  const format = useFormat();
  const today = useToday();
  const may = useMay();
  const { go, amend } = useNavigation();
  const callWords = useCallWords();
  const [top, setTop] = useState(startAt);
  const [called, setCalled] = useState<FollowUpRow | null>(null);
  const rows = useRowPages(first.total, startAt, (offset) => queries.followUps({ ...query, offset }));
  const mayWrite = may("appointments.write");

  const leave = () => {
    const { part, dietitianId } = query;
    amend({ page: "patients", followUps: { part, dietitianId, row: top } });
  };
  const open = (row: FollowUpRow) => {
    leave();
    go({ page: "patient", id: row.id });
  };
  const book = (row: FollowUpRow) => {
    leave();
    const day = row.due !== null && row.due > today ? row.due : null;
    go({ page: "diary", day, patientId: row.id });
  };
  const inRow = (act: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act();
  };

  const lastVisit: Column<FollowUpRow> = {
    key: "last",
    wide: "first",
    head: patients.lastVisit,
    width: 100,
    number: true,
    cell: (row) => row.lastVisit && format.date(row.lastVisit),
  };
  const columns: Column<FollowUpRow>[] = [
    { key: "name", head: patients.name, cell: (row) => row.name },
    {
      key: "file",
      wide: true,
      head: patients.file,
      width: fileWidth(rows.loaded.map(({ fileNumber }) => fileNumber)),
      cell: (row) => <span className="tabular">{row.fileNumber}</span>,
    },
    {
      key: "due",
      head: followUps.due,
      width: query.part === "unbooked" ? 108 : 152,
      cell: (row) => row.due !== null && <Due day={row.due} />,
    },
    { key: "dietitian", wide: "first", head: patients.dietitian, width: 116, cell: (row) => row.dietitian },
    ...(query.part === "unbooked" ? [lastVisit] : []),
    {
      key: "phone",
      head: patients.phone,
      width: 140,
      cell: (row) => row.phone && <span className="tabular">{row.phone}</span>,
    },
    {
      key: "call",
      wide: true,
      head: followUps.lastCall,
      width: 200,
      cell: (row) => row.lastCall && callWords.short(row.lastCall),
    },
  ];
  if (mayWrite) {
    columns.push({
      key: "act",
      head: followUps.actions,
      width: 160,
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" onClick={inRow(() => setCalled(row))}>
            {followUps.call}
          </Button>
          <Button size="compact-sm" variant="default" onClick={inRow(() => book(row))}>
            {diary.book}
          </Button>
        </Group>
      ),
    });
  }
  return (
    <>
      {rows.problem !== null && <ProblemAlert problem={rows.problem} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          tall
          label={followUps.parts[query.part]}
          total={first.total}
          columns={columns}
          rowAt={rows.at}
          first={startAt}
          onRows={(visible) => {
            setTop(visible.top);
            rows.need(visible);
          }}
          onOpen={open}
          onLetter={(letter, row) => mayWrite && letter === "c" && setCalled(row)}
        />
      </Sheet>
      {called !== null && <CallDialog patient={called} phone={called.phone} onClose={() => setCalled(null)} />}
    </>
  );
}

/** The day, and how long ago it was. */
function Due({ day }: { day: string }) {
  const { followUps } = useWords();
  const format = useFormat();
  const today = useToday();
  const days = daysBetween(day, today);
  if (days > 0) return <LooseChip tone="warn" icon={IconClock} text={followUps.overdue(days)} />;
  return <span className="tabular">{days === 0 ? followUps.today : format.day(day)}</span>;
}
