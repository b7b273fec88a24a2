import { ActionIcon, Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { useLeftForm } from "../../ipc/use-left-form";
import type { AppointmentView, Move } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useStatusChange } from "../../parts/use-status-change";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { dayOf, shiftDay } from "../../words/time";
import { BookDialog, bookingFor, NO_BOOKING } from "./BookDialog";
import { DayGrid } from "./DayGrid";
import classes from "./Diary.module.css";
import { EntryDialog } from "./EntryDialog";
import { firstSlot, minutesOf, type Slot } from "./slot";

const FITTING_COLUMNS = 5;
const MOVED = "moved";

/** One day by dietitian: click a free time to book, drag or "Move to…" to move. */
export function DiaryPage({
  day: first,
  patientId,
  books,
}: {
  day: string | null;
  patientId: string | null;
  books: boolean;
}) {
  const { diary: words, frame, patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const timeZone = useTimeZone();
  const may = useMay();
  const [day, setDay] = useState(first ?? today);
  const [slot, setSlot] = useState<Slot | null>(null);
  const [opened, setOpened] = useState<AppointmentView | null>(null);
  const view = useClinicQuery(queries.diary(day));
  const { busy, problem, run } = useCommand();
  const status = useStatusChange(view.reload);
  const { amend } = useNavigation();
  const [forId, setForId] = useState(patientId);
  const patient = useClinicQuery(queries.patientToBook(forId)).value?.header ?? null;
  const left = useLeftForm(may("appointments.write") ? bookingFor(forId) : null, NO_BOOKING, setSlot);
  const stopBooking = () => {
    setForId(null);
    amend({ page: "diary", day });
  };
  const mayWrite = may("appointments.write");
  const startsBooking = useRef(books);
  useEffect(() => {
    if (!startsBooking.current || view.value === null || view.value.columns.length === 0) return;
    startsBooking.current = false;
    setSlot(firstSlot(view.value, new Date().toISOString()));
  }, [view.value]);
  const book = () =>
    mayWrite &&
    view.value !== null &&
    view.value.columns.length > 0 &&
    setSlot(firstSlot(view.value, new Date().toISOString()));

  useHotkeys([
    ["T", () => setDay(today)],
    ["ArrowLeft", () => setDay(shiftDay(day, -1))],
    ["ArrowRight", () => setDay(shiftDay(day, 1))],
    ["N", book],
  ]);

  const whenOf = ({ startsAt }: AppointmentView) => {
    const on = dayOf(startsAt, view.value?.timeZone ?? timeZone);
    const time = format.time(startsAt);
    return on === day ? time : `${format.weekday(on)}, ${time}`;
  };
  const move = async (change: Move, undoTo: Move | null) => {
    const moved = await run((clinic) => clinic.moveAppointment(change));
    view.reload();
    if (!moved) return false;
    const name = moved.patients[0]?.name ?? moved.type;
    // only the latest move can be undone
    notifications.hide(MOVED);
    notifications.show({
      id: MOVED,
      autoClose: undoTo === null ? 4000 : 8000,
      message: (
        <span>
          {words.moved(name, whenOf(moved))}{" "}
          {undoTo !== null && (
            <Button size="xs" variant="subtle" onClick={() => void move({ ...undoTo, seen: moved.seen }, null)}>
              {frame.undo}
            </Button>
          )}
        </span>
      ),
    });
    return true;
  };

  return (
    <Page
      sticky
      title={format.weekday(day)}
      tools={
        <>
          <ActionIcon aria-label={words.previousDay} onClick={() => setDay(shiftDay(day, -1))}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <Button variant="default" onClick={() => setDay(today)} disabled={day === today}>
            {words.today}
          </Button>
          <ActionIcon aria-label={words.nextDay} onClick={() => setDay(shiftDay(day, 1))}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
        </>
      }
      primary={
        mayWrite && (
          <Button data-primary disabled={!view.value || view.value.columns.length === 0} onClick={book}>
            {words.book}
          </Button>
        )
      }>
      {patient !== null && (
        <div className={classes.booking} role="status">
          <span>{words.bookingFor(patient.name, patients.fileNumber(patient.fileNumber))}</span>
          <Button size="xs" variant="subtle" onClick={stopBooking}>
            {words.stopBooking}
          </Button>
        </div>
      )}
      {problem !== null && opened === null && <ProblemAlert problem={problem} />}
      {left.problem !== null && <ProblemAlert problem={left.problem} onRetry={left.reload} />}
      <Loaded of={view} rows={12}>
        {(diary) =>
          diary.columns.length === 0 ? (
            <Empty icon={IconCalendarOff} title={words.none}>
              {words.noneHelp}
            </Empty>
          ) : (
            <div className={classes.sheet} data-wide={diary.columns.length > FITTING_COLUMNS || undefined}>
              <DayGrid
                diary={diary}
                mayWrite={mayWrite}
                onSlot={setSlot}
                onOpen={setOpened}
                onMove={(change, before) => void move(change, before)}
              />
            </div>
          )
        }
      </Loaded>
      {slot !== null && view.value !== null && !left.isPending && (
        <BookDialog
          key={left.at}
          left={left}
          diary={view.value}
          slot={slot}
          patientId={forId}
          onClose={() => setSlot(null)}
          onBooked={() => (stopBooking(), view.reload())}
        />
      )}
      {opened !== null && view.value !== null && (
        <EntryDialog
          diary={view.value}
          entry={opened}
          mayWrite={mayWrite}
          onClose={() => setOpened(null)}
          busy={status.busy || busy}
          problem={status.problem ?? problem}
          onStatus={status.set}
          onMove={(change) =>
            move(change, {
              id: opened.id,
              seen: opened.seen,
              providerId: opened.providerId,
              roomId: opened.roomId,
              startsAt: opened.startsAt,
              minutes: minutesOf(opened),
            })
          }
        />
      )}
    </Page>
  );
}
