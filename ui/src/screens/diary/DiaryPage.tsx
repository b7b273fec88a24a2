import { ActionIcon, Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AppointmentView, Move } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useToday, useWords } from "../../words/speech";
import { shiftDay } from "../../words/time";
import { BookDialog } from "./BookDialog";
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
  const { diary: words, frame } = useWords();
  const format = useFormat();
  const today = useToday();
  const may = useMay();
  const [day, setDay] = useState(first ?? today);
  const [slot, setSlot] = useState<Slot | null>(null);
  const [opened, setOpened] = useState<AppointmentView | null>(null);
  const view = useClinicQuery(queries.diary(day));
  const { problem, run } = useCommand();
  const mayWrite = may("appointments.write");
  const startsBooking = useRef(books);
  useEffect(() => {
    if (!startsBooking.current || view.value === null || view.value.columns.length === 0) return;
    startsBooking.current = false;
    setSlot(firstSlot(view.value));
  }, [view.value]);

  useHotkeys([
    ["T", () => setDay(today)],
    ["ArrowLeft", () => setDay(shiftDay(day, -1))],
    ["ArrowRight", () => setDay(shiftDay(day, 1))],
    ["N", () => mayWrite && view.value !== null && view.value.columns.length > 0 && setSlot(firstSlot(view.value))],
  ]);

  const move = async (change: Move, undoTo: Move | null) => {
    const moved = await run((clinic) => clinic.moveAppointment(change));
    view.reload();
    if (!moved) return;
    const name = moved.patients[0]?.name ?? moved.type;
    // an older move can no longer be undone
    notifications.hide(MOVED);
    notifications.show({
      id: MOVED,
      autoClose: undoTo === null ? 4000 : 8000,
      message: (
        <span>
          {words.moved(name, format.time(moved.startsAt))}{" "}
          {undoTo !== null && (
            <Button size="xs" variant="subtle" onClick={() => void move({ ...undoTo, seen: moved.seen }, null)}>
              {frame.undo}
            </Button>
          )}
        </span>
      ),
    });
  };

  return (
    <Page
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
          {patientId !== null && <span className="small muted">{words.pickTime}</span>}
        </>
      }
      primary={
        mayWrite && (
          <Button
            data-primary
            disabled={!view.value || view.value.columns.length === 0}
            onClick={() => view.value && setSlot(firstSlot(view.value))}>
            {words.book}
          </Button>
        )
      }>
      {problem !== null && <ProblemAlert problem={problem} />}
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
      {slot !== null && view.value !== null && (
        <BookDialog
          diary={view.value}
          slot={slot}
          patientId={patientId}
          onClose={() => setSlot(null)}
          onBooked={view.reload}
        />
      )}
      {opened !== null && view.value !== null && (
        <EntryDialog
          diary={view.value}
          entry={opened}
          mayWrite={mayWrite}
          onClose={() => setOpened(null)}
          onChanged={view.reload}
          onMove={(change) =>
            void move(change, {
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
