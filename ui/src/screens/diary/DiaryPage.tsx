import { Button } from "@mantine/core";
import { IconArrowsCross, IconUserOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { waitingQueries } from "../../ipc/waiting-queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { useLeftForm } from "../../ipc/use-left-form";
import type { AppointmentView, MonthView, Move, WeekOf, WeekView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { CountButton } from "../../parts/CountButton";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { PrintButton } from "../../parts/PrintButton";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { replaceNotification } from "../../parts/replace-notification";
import { UndoButton } from "../../parts/undo";
import { UnfinishedForm } from "../../parts/UnfinishedForm";
import { useEntryName } from "../../parts/use-entry-name";
import { usePageKeys } from "../../parts/use-page-keys";
import { useSteady } from "../../parts/use-steady";
import { useStatusChange } from "../../parts/use-status-change";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { dayOf, mondayOf } from "../../words/time";
import { AbsencesDialog } from "./AbsencesDialog";
import { BookDialog } from "./BookDialog";
import { bookingFor, NO_BOOKING } from "./booking";
import { formerProviders } from "./columns";
import { DaySheet } from "./DaySheet";
import classes from "./Diary.module.css";
import { DepartmentChoice, type DiaryMode, DiaryTools, RoomsToggle, stepped, WeekChoice } from "./DiaryTools";
import { EntryDialog } from "./EntryDialog";
import { MonthGrid } from "./MonthGrid";
import { firstSlot, moveOf, type Slot } from "./slot";
import { RemindersButton } from "./reminders/RemindersButton";
import { FreeTimeLine } from "./waiting/FreeTimeLine";
import { WaitingButton } from "./waiting/WaitingButton";
import { WeekSheet } from "./WeekSheet";

const MOVED = "moved";

/** A day by dietitian, or a week or month of one or of a room: click a time to book, drag or "Move to…" to move. */
export function DiaryPage({
  day: first,
  patientId,
  books,
  waitingId,
}: {
  day: string | null;
  patientId: string | null;
  books: boolean;
  /** The entry of the waiting list that the patient is booked from. */
  waitingId: string | null;
}) {
  const { diary: words, absences, clashes, frame, patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const timeZone = useTimeZone();
  const mayWrite = useMay()("appointments.write");
  const { userId } = useSession().session;
  const nameOf = useEntryName();
  const [day, setDay] = useState(first ?? today);
  const [slot, setSlot] = useState<Slot | null>(null);
  const [repeats, setRepeats] = useState(false);
  const [opened, setOpened] = useState<AppointmentView | null>(null);
  const [target, setTarget] = useState<Move | null>(null);
  const [showsAbsences, setShowsAbsences] = useState(false);
  const [mode, setMode] = useState<DiaryMode>("day");
  const [byRoom, setByRoom] = useState(false);
  const [weekOf, setWeekOf] = useState<WeekOf | null>(null);
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  // the day and the week are of the same department
  const chooseDepartment = (id: string | null) => {
    setDepartmentId(id);
    setWeekOf(id === null ? null : { of: "department", departmentId: id });
  };
  const chooseWeek = (of: WeekOf) => (of.of === "department" ? chooseDepartment(of.departmentId) : setWeekOf(of));
  // in the week a dialog is about the day that was clicked
  const at = slot?.startsAt ?? opened?.startsAt;
  const view = useClinicQuery(queries.diary(mode !== "day" && at !== undefined ? dayOf(at, timeZone) : day));
  const week = useClinicQuery(queries.week(mode === "week" ? { day, of: weekOf } : null));
  const month = useClinicQuery(queries.month(mode === "month" ? { day, of: weekOf } : null));
  const away = useClinicQuery(queries.absences("current"));
  const clashing = useClinicQuery(queries.clashes("current"));
  const whose = mode === "month" ? month.value : week.value;
  const reload = () => (view.reload(), week.reload(), away.reload(), clashing.reload());
  const { busy, problem, run } = useCommand();
  const status = useStatusChange(reload);
  const { amend, go } = useNavigation();
  const [forId, setForId] = useState(patientId);
  const patient = useClinicQuery(queries.patientToBook(forId)).value?.header ?? null;
  const waiting = useClinicQuery(waitingQueries.entry(forId === null ? null : waitingId)).value;
  // where it is booked; what was typed is the draft's, and goes with it
  const resume = ({ providerId, startsAt, roomId, isProposed }: Slot) =>
    setSlot({ providerId, startsAt, roomId, isProposed });
  // one that a lock interrupted opens again
  const left = useLeftForm(mayWrite ? bookingFor(forId) : null, NO_BOOKING, (typed) => !typed.isLeft && resume(typed));
  const stopBooking = () => {
    setForId(null);
    amend({ page: "diary", day });
  };
  const startsBooking = useRef(books);
  useEffect(() => {
    if (!startsBooking.current || view.value === null || view.value.columns.length === 0) return;
    startsBooking.current = false;
    setSlot(firstSlot(view.value, new Date().toISOString(), userId));
  }, [view.value, userId]);
  const book = (asSeries = false) => {
    if (!mayWrite || view.value === null || view.value.columns.length === 0) return;
    setRepeats(asSeries);
    setSlot(firstSlot(view.value, new Date().toISOString(), userId));
  };

  usePageKeys([
    ["T", () => setDay(today)],
    ["ArrowLeft", () => setDay(stepped(mode, day, -1))],
    ["ArrowRight", () => setDay(stepped(mode, day, 1))],
    ["D", () => setMode("day")],
    ["W", () => setMode("week")],
    ["M", () => setMode("month")],
    ["O", () => setByRoom((before) => !before)],
    ["N", () => book()],
    ["R", () => book(true)],
    ["A", () => setShowsAbsences(true)],
    ["C", () => go({ page: "clashes" })],
    ["L", () => go({ page: "waiting" })],
    ["P", () => go({ page: "reminders" })],
  ]);

  const whenOf = ({ startsAt }: AppointmentView) => {
    const on = dayOf(startsAt, view.value?.timeZone ?? timeZone);
    const time = format.time(startsAt);
    return on === day ? time : `${format.weekday(on)}, ${time}`;
  };
  const move = async (change: Move, undoTo: Move | null) => {
    const moved = await run((clinic) => clinic.moveAppointment(change));
    reload();
    if (!moved) return false;
    const name = nameOf(moved);
    // only the latest move can be undone
    replaceNotification({
      id: MOVED,
      autoClose: undoTo === null ? 4000 : 8000,
      message: (
        <span>
          {words.moved(name, whenOf(moved))}{" "}
          {undoTo !== null && (
            <UndoButton id={MOVED} label={frame.undo} onUndo={() => void move({ ...undoTo, seen: moved.seen }, null)} />
          )}
        </span>
      ),
    });
    return true;
  };

  const titles: Record<DiaryMode, () => string> = {
    day: () => format.weekday(day),
    week: () => words.week(format.day(mondayOf(day))),
    month: () => format.longMonth(day),
  };
  const openDay = useSteady((to: string) => (setDay(to), setMode("day")));
  const isShown = ({ id }: { id: string }) => !byRoom && id === departmentId;
  const shownDepartment = view.value?.choices.departments.some(isShown) === true ? departmentId : null;
  const inside = away.value?.inside ?? 0;
  const open = clashing.value?.open ?? 0;
  const drag = useSteady((change: Move, before: Move) => {
    const shown = [...(view.value?.appointments ?? []), ...(week.value?.appointments ?? [])];
    const entry = shown.find(({ id }) => id === change.id);
    // of a series it is asked which dates move
    if (!entry?.series || entry.series.number === entry.series.of) return void move(change, before);
    setTarget(change);
    setOpened(entry);
  });
  const close = () => (setOpened(null), setTarget(null));
  const grid = { today, mayWrite, onOpen: setOpened, onMove: drag };

  return (
    <Page
      sticky
      title={<span className={classes.title}>{titles[mode]()}</span>}
      tools={
        <>
          <DiaryTools mode={mode} day={day} onMode={setMode} onDay={setDay} />
          {mode === "day" && <RoomsToggle byRoom={byRoom} onChange={setByRoom} />}
          {mode === "day" && !byRoom && view.value !== null && (
            <DepartmentChoice
              departments={view.value.choices.departments}
              departmentId={departmentId}
              onChange={chooseDepartment}
            />
          )}
          {mode !== "day" && whose !== null && (
            <WeekChoice
              of={whose.of}
              name={whose.name}
              choices={whose.choices}
              former={formerProviders(view.value?.appointments ?? [], whose.choices.providers)}
              onChange={chooseWeek}
            />
          )}
          <CountButton icon={IconUserOff} words={absences} count={inside} onClick={() => setShowsAbsences(true)} />
          <WaitingButton />
          <RemindersButton />
          <CountButton icon={IconArrowsCross} words={clashes} count={open} onClick={() => go({ page: "clashes" })} />
          {mode === "day" && (
            <PrintButton
              folds
              of={{ print: "dayList", day, providerId: null, departmentId: shownDepartment }}
              patient={null}
              label={words.printDay}
            />
          )}
        </>
      }
      primary={
        mayWrite && (
          <Button data-primary disabled={!view.value || view.value.columns.length === 0} onClick={() => book()}>
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
      {slot === null && <UnfinishedForm what="booking" of={bookingFor(forId)} left={left} onContinue={resume} />}
      <FreeTimeLine />
      {problem !== null && opened === null && <ProblemAlert problem={problem} />}
      {left.problem !== null && <ProblemAlert problem={left.problem} onRetry={left.reload} />}
      {mode === "day" && (
        <Loaded of={view} rows={12}>
          {(diary) => <DaySheet diary={diary} byRoom={byRoom} departmentId={departmentId} onSlot={setSlot} {...grid} />}
        </Loaded>
      )}
      {mode === "week" && (
        <Loaded of={week} rows={12}>
          {(shown: WeekView) => <WeekSheet week={shown} onSlot={setSlot} onHead={openDay} {...grid} />}
        </Loaded>
      )}
      {mode === "month" && (
        <Loaded of={month} rows={12}>
          {(shown: MonthView) => <MonthGrid month={shown} onDay={openDay} />}
        </Loaded>
      )}
      {showsAbsences && view.value !== null && (
        <AbsencesDialog
          diary={view.value}
          mayWrite={mayWrite}
          onOpen={(entry) => {
            setShowsAbsences(false);
            openDay(dayOf(entry.startsAt, timeZone));
            setOpened(entry);
          }}
          onClose={() => setShowsAbsences(false)}
        />
      )}
      {slot !== null && view.value !== null && !left.isPending && (
        <BookDialog
          key={left.at}
          left={left}
          diary={view.value}
          slot={slot}
          patientId={forId}
          repeats={repeats}
          waiting={waiting}
          onClose={() => (setSlot(null), setRepeats(false))}
          onBooked={() => (stopBooking(), reload())}
        />
      )}
      {opened !== null && view.value !== null && (
        <EntryDialog
          diary={view.value}
          entry={opened}
          mayWrite={mayWrite}
          target={target}
          onClose={close}
          busy={status.busy || busy}
          problem={status.problem ?? problem}
          onStatus={status.set}
          onMove={(change) => move(change, moveOf(opened))}
          onChanged={reload}
        />
      )}
    </Page>
  );
}
