import { DayView, type ScheduleEventData } from "@mantine/schedule";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo } from "react";
import type { AppointmentView, DiaryColumn, DiaryView } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import { instantOf, wallClock } from "../../words/time";
import classes from "./Diary.module.css";
import { minutesOf, type Slot } from "./slot";

interface Props {
  diary: DiaryView;
  column: DiaryColumn;
  hours: { opens: string; closes: string };
  withAxis: boolean;
  mayWrite: boolean;
  onSlot: (slot: Slot) => void;
  onOpen: (entry: AppointmentView) => void;
  onDrop: (id: string, wall: string) => void;
}

const TALL_MINUTES = 30;
export const HOUR_PX = 80;

/** The day of one dietitian. A drag from another column arrives as an outside drop that carries the entry's id. */
export function DayColumn({ diary, column, hours, withAxis, mayWrite, onSlot, onOpen, onDrop }: Props) {
  const { diary: words, chips } = useWords();
  const format = useFormat();
  const own = useMemo(
    () => diary.appointments.filter((entry) => entry.providerId === column.providerId),
    [diary, column.providerId],
  );
  const events = useMemo<ScheduleEventData[]>(() => {
    const booked = own
      .filter((entry) => entry.status !== "cancelled")
      .map((entry) => ({
        id: entry.id,
        title: entry.patients.map((patient) => patient.name).join(", "),
        start: wallClock(entry.startsAt, diary.timeZone),
        end: wallClock(entry.endsAt, diary.timeZone),
        color: "gray",
        payload: { entry },
      }));
    const breaks = column.breaks.map((pause) => ({
      id: `break-${pause.from}`,
      title: "",
      start: `${diary.day} ${pause.from}:00`,
      end: `${diary.day} ${pause.to}:00`,
      color: "gray",
      display: "background" as const,
    }));
    return [...booked, ...breaks];
  }, [own, column.breaks, diary.day, diary.timeZone]);

  return (
    <DayView
      date={diary.day}
      events={events}
      withHeader={false}
      withAllDaySlot={false}
      startTime={hours.opens}
      endTime={hours.closes}
      intervalMinutes={15}
      slotHeight={HOUR_PX}
      withSubHourGridLines={false}
      highlightBusinessHours
      businessHours={[`${column.from}:00`, `${column.to}:00`]}
      getCurrentTime={() => wallClock(new Date().toISOString(), diary.timeZone)}
      withCurrentTimeBubble={withAxis}
      classNames={{
        dayView: classes.day,
        dayViewSlotLabels: withAxis ? classes.axis : classes.noAxis,
        eventInner: classes.event,
        dayViewScrollArea: classes.frame,
        dayViewSlot: classes.slot,
        dayViewBackgroundEvent: classes.pause,
      }}
      scrollAreaProps={{ mah: "none", type: "never" }}
      withEventsDragAndDrop={mayWrite}
      onEventDrop={({ eventId, newStart }) => onDrop(String(eventId), newStart)}
      onExternalEventDrop={(data, at) => {
        const id = droppedId(data);
        if (id !== null && mayWrite) onDrop(id, at);
      }}
      onTimeSlotClick={({ slotStart }) =>
        mayWrite && onSlot({ providerId: column.providerId, startsAt: instantOf(slotStart, diary.timeZone) })
      }
      onEventClick={(event) => {
        const entry = entryOf(event);
        if (entry) onOpen(entry);
      }}
      renderEventBody={(event) => {
        const entry = entryOf(event);
        if (!entry) return null;
        const other = diary.appointments.find((candidate) => entry.overlaps.includes(candidate.id));
        return (
          <span
            className={classes.entry}
            data-status={entry.status}
            data-tall={minutesOf(entry) >= TALL_MINUTES || undefined}>
            <span className={classes.name}>
              {other && <IconAlertTriangle size={14} className={classes.warn} aria-hidden />} {event.title}
            </span>
            <span className={classes.details}>
              {[
                other
                  ? `${words.overlaps} ${format.time(other.startsAt)} ${other.patients[0]?.name ?? ""}`
                  : format.time(entry.startsAt),
                entry.outsideHours ? words.outsideHours : null,
                entry.type,
                entry.room,
                chips[entry.status],
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
        );
      }}
    />
  );
}

function entryOf(event: ScheduleEventData): AppointmentView | null {
  const payload: unknown = event.payload;
  return typeof payload === "object" && payload !== null && "entry" in payload
    ? (payload.entry as AppointmentView)
    : null;
}

/** The id that a drag from another column carries; null for anything else that is dropped. */
export function droppedId(data: Pick<DataTransfer, "types" | "getData">): string | null {
  for (const type of data.types) {
    try {
      const carried: unknown = JSON.parse(data.getData(type));
      if (typeof carried === "object" && carried !== null && "eventId" in carried) return String(carried.eventId);
    } catch {
      continue;
    }
  }
  return null;
}
