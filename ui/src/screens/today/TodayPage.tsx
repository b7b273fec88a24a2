import { Button } from "@mantine/core";
import { IconBan, IconCalendarOff } from "@tabler/icons-react";
import { Fragment, type ReactNode, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AppointmentView, LabWorkPart, TodayRow, TodayView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip, LooseChip } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { NoCharts } from "../../parts/NoCharts";
import { Page } from "../../parts/Page";
import { GroupDialog } from "../../parts/group/GroupDialog";
import { namesakesOf } from "../../parts/namesakes";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useBirth } from "../../parts/use-birth";
import { useStatusChange } from "../../parts/use-status-change";
import { useTypeName } from "../../parts/use-type-name";
import { visitTypeOf } from "../../parts/visit-type";
import { useFormat, useNow, useToday, useWords } from "../../words/speech";
import classes from "./Today.module.css";
import { DispensingPage } from "./DispensingPage";
import { LabWorkPage } from "./LabWorkPage";
import { NeedsYou, WaitingNow } from "./TodayAside";

interface Props {
  billing: ReactNode;
  records: ReactNode;
  labPart: LabWorkPart;
}

/** The first screen of each role; medical records merges files and books nothing. */
export function TodayPage({ billing, records, labPart }: Props) {
  const may = useMay();
  if (may("patients.merge") && !may("appointments.write")) return records;
  if (may("appointments.read")) return <DayPage />;
  if (may("prescriptions.dispense")) return <DispensingPage />;
  if (may("measurements.write")) return <LabWorkPage first={labPart} />;
  return may("billing.read") ? billing : <DayPage />;
}

/** Today's appointments of the user or the clinic, and the user's open tasks. */
function DayPage() {
  const { today: words, frame, patients } = useWords();
  const format = useFormat();
  const day = useToday();
  const { go } = useNavigation();
  const may = useMay();
  // who sees patients has a list of their own, all others that of the clinic
  const isProvider = may("visits.write");
  const view = useClinicQuery(queries.today(day));
  const { busy, problem, run } = useCommand();
  const status = useStatusChange(view.reload);
  const [opened, setOpened] = useState<AppointmentView | null>(null);

  const step = async (row: TodayRow) => {
    const patient = row.appointment.patients[0];
    if (row.visitId !== null) return go({ page: "visit", id: row.visitId });
    if (patient === undefined) return;
    if (row.next === "signNote") return go({ page: "patient", id: patient.id, tab: "visits" });
    const visit = await run((clinic) =>
      clinic.startVisit({
        patientId: patient.id,
        appointmentId: row.appointment.id,
        type: visitTypeOf(row.appointment),
      }),
    );
    if (visit) go({ page: "visit", id: visit.id });
  };

  return (
    <Page
      title={`${words.title}, ${format.weekday(day)}`}
      primary={
        may("appointments.write") && (
          <Button data-primary onClick={() => go({ page: "diary", day, books: true })}>
            {frame.newAppointment}
          </Button>
        )
      }>
      <NoCharts />
      {status.problem !== null && <ProblemAlert problem={status.problem} />}
      {problem !== null && (
        <ProblemAlert problem={problem}>
          {problem.visit !== null && (
            <Button mt="sm" size="xs" variant="default" onClick={() => go({ page: "visit", id: problem.visit! })}>
              {patients.openVisit}
            </Button>
          )}
        </ProblemAlert>
      )}
      <Loaded of={view}>
        {(today) => (
          <div className={classes.columns}>
            <Panel title={words.list} flush>
              {today.rows.length === 0 ? (
                <Empty
                  icon={IconCalendarOff}
                  title={isProvider ? words.noneOfYours : words.none}
                  action={
                    <Button variant="default" onClick={() => go({ page: "diary", day })}>
                      {words.openDiary}
                    </Button>
                  }>
                  {isProvider ? words.noneOfYoursHelp : words.noneHelp}
                </Empty>
              ) : (
                <Rows
                  today={today}
                  busy={busy || status.busy}
                  onStep={(row) => void step(row)}
                  onOpen={({ appointment }) => setOpened(appointment)}
                  onArrived={({ appointment }) => void status.set(appointment, "arrived")}
                />
              )}
            </Panel>
            <div className={classes.aside}>
              <NeedsYou rows={today.needs} />
              <WaitingNow waiting={today.waiting} />
            </div>
          </div>
        )}
      </Loaded>
      {opened !== null && <GroupDialog entry={opened} onChanged={view.reload} onClose={() => setOpened(null)} />}
    </Page>
  );
}

interface RowActions {
  busy: boolean;
  onStep: (row: TodayRow) => void;
  /** Opens a group session. */
  onOpen: (row: TodayRow) => void;
  onArrived: (row: TodayRow) => void;
}

/** The list with a line of the present time between what has begun and what comes. */
function Rows({ today, ...actions }: RowActions & { today: TodayView }) {
  const { today: words } = useWords();
  const format = useFormat();
  const now = useNow();
  const next = nowIndex(
    today.rows.map((row) => row.appointment),
    now,
  );
  const namesakes = namesakesOf(today.rows.flatMap((row) => row.appointment.patients));
  const line = (
    <li className={classes.now} aria-label={words.now}>
      <span className={classes.nowTime}>{format.time(now)}</span>
    </li>
  );
  return (
    <ol className={classes.rows}>
      {today.rows.map((row, index) => (
        <Fragment key={row.appointment.id}>
          {index === next && line}
          <TodayRowLine row={row} namesakes={namesakes} past={isPast(row.appointment, now)} {...actions} />
        </Fragment>
      ))}
      {next === today.rows.length && line}
    </ol>
  );
}

interface RowProps extends RowActions {
  row: TodayRow;
  /** The ids of the patients who have the name of another one in the list. */
  namesakes: ReadonlySet<string>;
  past: boolean;
}

/** One appointment: time, patient, status, room, and the next step in a word. */
export function TodayRowLine({ row, namesakes, past, busy, onStep, onOpen, onArrived }: RowProps) {
  const { today: words, groups, patients, chips, frame } = useWords();
  const typeName = useTypeName();
  const format = useFormat();
  const birth = useBirth();
  const { go } = useNavigation();
  const may = useMay();
  const { appointment, note, next } = row;
  const { group } = appointment;
  const type = typeName(appointment.typeId, appointment.type);
  const patient = appointment.patients[0];
  const isDraft = note === "draft";
  const isFrontDesk = !may("visits.write");
  const mayArrive =
    isFrontDesk &&
    group === null &&
    may("appointments.write") &&
    (appointment.status === "scheduled" || appointment.status === "confirmed");
  const facts =
    group !== null
      ? [groups.given(group.booked, group.seats)]
      : patient && [
          namesakes.has(patient.id) && patients.fileNumber(patient.fileNumber),
          birth.age(patient),
          patients.sex[patient.sex],
          appointment.reason ?? type,
        ];
  const details = facts && [...facts, isFrontDesk && appointment.provider].filter(Boolean).join(" · ");
  const name = group === null ? appointment.patients.map((one) => one.name).join(", ") : (group.topic ?? groups.group);
  const open = () => (group !== null ? onOpen(row) : patient && go({ page: "patient", id: patient.id }));
  return (
    <li className={classes.row} data-past={(past && !isDraft && note !== "void") || undefined}>
      <span className={classes.time}>{format.time(appointment.startsAt)}</span>
      <button type="button" className={classes.who} onClick={open}>
        <span className={classes.name}>{name}</span>
        <span className={classes.details} title={details ?? undefined}>
          {details}
        </span>
      </button>
      <span className={classes.chip}>
        {note === "void" ? (
          <LooseChip tone="bad" icon={IconBan} text={words.noteVoid} />
        ) : (
          <Chip word={isDraft ? "draft" : appointment.status} />
        )}
      </span>
      <span className={classes.room}>
        {[appointment.room, appointment.facility].filter(Boolean).join(" · ") || format.dash}
      </span>
      <span className={classes.step}>
        {next === "openSession" && (
          <Button variant="default" aria-label={groups.openOf(name)} onClick={() => onOpen(row)}>
            {words.openSession}
          </Button>
        )}
        {next !== "none" && next !== "openSession" && may("visits.write") && (
          <Button variant="default" disabled={busy} onClick={() => onStep(row)}>
            {words[next]}
          </Button>
        )}
        {mayArrive && (
          <Button
            variant="default"
            disabled={busy}
            aria-label={frame.labelled(chips.arrived, patient?.name ?? type)}
            onClick={() => onArrived(row)}>
            {chips.arrived}
          </Button>
        )}
      </span>
    </li>
  );
}

type Times = Pick<AppointmentView, "startsAt" | "endsAt">;

/** The index of the first of the day's appointments, in the order of their beginnings, that has not begun. */
export function nowIndex(appointments: Times[], now: string): number {
  const first = appointments.findIndex(({ startsAt }) => Date.parse(startsAt) > Date.parse(now));
  return first === -1 ? appointments.length : first;
}

export const isPast = ({ endsAt }: Times, now: string): boolean => Date.parse(endsAt) <= Date.parse(now);
