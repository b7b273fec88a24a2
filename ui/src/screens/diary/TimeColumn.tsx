import { DayView, type ScheduleEventData } from "@mantine/schedule";
import { useMemo } from "react";
import type { AbsenceBand, AppointmentView } from "../../ipc/views";
import { useEntryName } from "../../parts/use-entry-name";
import { instantOf, wallClock } from "../../words/time";
import { AbsenceBody } from "./AbsenceBody";
import { onDayOf } from "./absent";
import type { GridColumn } from "./columns";
import classes from "./Diary.module.css";
import { EntryBody } from "./EntryBody";

interface Props {
  column: GridColumn;
  timeZone: string;
  /** Everything that is shown: what an entry overlaps may be in another column. */
  all: AppointmentView[];
  /** The ids of the patients who have the name of another one that is shown. */
  namesakes: ReadonlySet<string>;
  hours: { opens: string; closes: string };
  withAxis: boolean;
  isNarrow: boolean;
  mayWrite: boolean;
  onSlot: (startsAt: string) => void;
  onOpen: (entry: AppointmentView) => void;
  onDrop: (id: string, wall: string) => void;
  onResize: (id: string, startWall: string, endWall: string) => void;
}

export const HOUR_PX = 80;
const OFF: [string, string] = ["00:00:00", "00:00:00"];

/**
 * One day. The week has as many of these as it has days, as the day has dietitians: heads, drags and drops are the
 * same. A drag from another column arrives as an outside drop that carries the entry's id.
 */
export function TimeColumn(props: Props) {
  const { column, timeZone, all, namesakes, hours, withAxis, isNarrow, mayWrite, ...on } = props;
  const { day, entries, absences, hours: worked } = column;
  const nameOf = useEntryName();
  const events = useMemo<ScheduleEventData[]>(() => {
    const booked = entries
      .filter((entry) => entry.status !== "cancelled")
      .map((entry) => ({
        id: entry.id,
        title: nameOf(entry),
        start: wallClock(entry.startsAt, timeZone),
        end: wallClock(entry.endsAt, timeZone),
        color: "gray",
        payload: { entry },
      }));
    const breaks = worked
      .slice(1)
      .map((after, index) => ({
        id: `break-${after.from}`,
        title: "",
        start: `${day} ${worked[index]!.to}:00`,
        end: `${day} ${after.from}:00`,
        color: "gray",
        display: "background" as const,
      }));
    const away = absences.flatMap((band) => {
      const part = onDayOf(band, day, timeZone);
      if (part === null) return [];
      // the grid draws nothing of what begins outside of its hours
      const from = part.from < hours.opens ? hours.opens : part.from;
      const to = part.to > hours.closes ? hours.closes : part.to;
      const [start, end] = [`${day} ${from}`, `${day} ${to}`];
      const drawn = { id: `absence-${band.id}`, title: band.reason, start, end, color: "gray", payload: { band } };
      return from < to ? [{ ...drawn, display: "background" as const }] : [];
    });
    return [...booked, ...breaks, ...away];
  }, [nameOf, entries, absences, worked, day, timeZone, hours.opens, hours.closes]);
  const [first, last] = [worked[0], worked.at(-1)];

  return (
    <DayView
      date={day}
      events={events}
      withHeader={false}
      withAllDaySlot={false}
      startTime={hours.opens}
      endTime={hours.closes}
      intervalMinutes={15}
      slotHeight={HOUR_PX}
      withSubHourGridLines={false}
      highlightBusinessHours
      businessHours={first && last ? [`${first.from}:00`, `${last.to}:00`] : OFF}
      getCurrentTime={() => wallClock(new Date().toISOString(), timeZone)}
      withCurrentTimeBubble={false}
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
      withEventResize={mayWrite}
      onEventDrop={({ eventId, newStart }) => on.onDrop(String(eventId), newStart)}
      onEventResize={({ eventId, newStart, newEnd }) => on.onResize(String(eventId), newStart, newEnd)}
      onExternalEventDrop={(data, at) => {
        const id = droppedId(data);
        if (id !== null && mayWrite) on.onDrop(id, at);
      }}
      onTimeSlotClick={({ slotStart }) => mayWrite && on.onSlot(instantOf(slotStart, timeZone))}
      onEventClick={(event) => {
        const entry = entryOf(event);
        if (entry) on.onOpen(entry);
      }}
      renderEventBody={(event) => {
        const band = bandOf(event);
        if (band) return <AbsenceBody band={band} />;
        const entry = entryOf(event);
        if (!entry) return null;
        const other = all.find((candidate) => entry.overlaps.includes(candidate.id));
        const withProvider = column.providerId === null;
        return <EntryBody {...{ entry, other, namesakes, withProvider, isNarrow }} title={event.title} />;
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

function bandOf({ payload }: { payload?: unknown }): AbsenceBand | null {
  return typeof payload === "object" && payload !== null && "band" in payload ? (payload.band as AbsenceBand) : null;
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
