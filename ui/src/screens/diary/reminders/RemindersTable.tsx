import { Button, Group, Text } from "@mantine/core";
import { type MouseEvent, useState } from "react";
import type { CallResult, ReminderRow, RemindersView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { AskDialog } from "../../../parts/AskDialog";
import { CallDialog } from "../../../parts/CallDialog";
import { Chip } from "../../../parts/Chip";
import type { Column } from "../../../parts/DataTable";
import { Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useCallWords } from "../../../parts/use-call-words";
import { useStatusChange } from "../../../parts/use-status-change";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useFormat, useWords } from "../../../words/speech";

interface Props {
  view: RemindersView;
  onChanged: () => void;
}

/** A session is not confirmed by one of its patients. */
const isConfirmable = ({ status, isGroup }: ReminderRow) => status === "scheduled" && !isGroup;

/** Who is expected, by time: each is called and confirmed from their row. */
export function RemindersTable({ view: { rows, toCall }, onChanged }: Props) {
  const { reminders: words } = useWords();
  const format = useFormat();
  const callWords = useCallWords();
  const mayWrite = useMay()("appointments.write");
  const { go } = useNavigation();
  const status = useStatusChange(onChanged);
  const [called, setCalled] = useState<ReminderRow | null>(null);
  const [reached, setReached] = useState<ReminderRow | null>(null);
  const confirm = ({ appointmentId, seen, status: from }: ReminderRow) =>
    void status.set({ id: appointmentId, seen, status: from }, "confirmed");
  const inRow = (act: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act();
  };
  const saved = (row: ReminderRow, result: CallResult) => {
    onChanged();
    if (result === "reached" && isConfirmable(row)) setReached(row);
  };
  const columns: Column<ReminderRow>[] = [
    { key: "name", head: words.name, cell: ({ patient }) => <PatientCell patient={patient} /> },
    { key: "time", head: words.time, width: 56, number: true, cell: ({ startsAt }) => format.time(startsAt) },
    {
      key: "provider",
      wide: true,
      head: words.provider,
      width: 160,
      cell: ({ provider, room, facility, isGroup }) =>
        [provider, isGroup ? words.group : room, facility].filter(Boolean).join(" · "),
    },
    {
      key: "phone",
      head: words.phone,
      width: 140,
      cell: ({ phone }) => <span className="tabular">{phone ?? words.noPhone}</span>,
    },
    {
      key: "language",
      wide: "first",
      head: words.language,
      width: 88,
      cell: ({ language }) => language && format.language(language),
    },
    {
      key: "call",
      wide: true,
      head: words.lastCall,
      width: 176,
      cell: ({ lastCall }) => lastCall && callWords.short(lastCall),
    },
    { key: "status", wide: true, head: words.status, width: 104, cell: (row) => <Chip word={row.status} /> },
  ];
  if (mayWrite)
    columns.push({
      key: "act",
      head: words.actions,
      width: 232,
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.callTo(row.patient.name)}
            onClick={inRow(() => setCalled(row))}>
            {words.call}
          </Button>
          {isConfirmable(row) && (
            <Button
              size="compact-sm"
              variant="subtle"
              disabled={status.busy}
              aria-label={words.confirmOf(row.patient.name)}
              onClick={inRow(() => confirm(row))}>
              {words.confirm}
            </Button>
          )}
        </Group>
      ),
    });
  return (
    <>
      {status.problem !== null && <ProblemAlert problem={status.problem} />}
      <Text size="sm" c="dimmed" role="status">
        {words.toCall(toCall)}
      </Text>
      <Sheet>
        <VirtualTable
          tall
          label={words.title}
          total={rows.length}
          columns={columns}
          rowAt={(index) => rows[index]}
          onRows={() => undefined}
          onOpen={({ patient }) => go({ page: "patient", id: patient.id })}
          onLetter={(letter, row) => {
            if (!mayWrite) return;
            if (letter === "c") setCalled(row);
            if (letter === "f" && isConfirmable(row)) confirm(row);
          }}
        />
      </Sheet>
      {called !== null && (
        <CallDialog
          purpose="reminder"
          patient={called.patient}
          phone={called.phone}
          onSaved={(result) => saved(called, result)}
          onClose={() => setCalled(null)}
        />
      )}
      {reached !== null && (
        <AskDialog
          isSafe
          question={words.comes(reached.patient.name, format.dateTime(reached.startsAt))}
          answer={words.answer}
          patient={reached.patient}
          act={(clinic) => clinic.setAppointmentStatus(reached.appointmentId, reached.seen, "confirmed", null)}
          onDone={onChanged}
          onClose={() => setReached(null)}
        />
      )}
    </>
  );
}
