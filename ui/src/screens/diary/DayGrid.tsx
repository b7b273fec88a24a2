import { type DragEvent, useEffect, useEffectEvent, useRef } from "react";
import type { AppointmentView, DiaryView, Move } from "../../ipc/views";
import { useToday, useWords } from "../../words/speech";
import { instantOf, wallClock } from "../../words/time";
import { DayColumn, HOUR_PX } from "./DayColumn";
import classes from "./Diary.module.css";
import { drawnHours, minutesOf, type Slot } from "./slot";

interface Props {
  diary: DiaryView;
  mayWrite: boolean;
  onSlot: (slot: Slot) => void;
  onOpen: (entry: AppointmentView) => void;
  onMove: (change: Move, before: Move) => void;
}

const MINUTE_PX = HOUR_PX / 60;
const minutesAt = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));

/** Dietitians in columns over one axis of time. */
export function DayGrid({ diary, mayWrite, onSlot, onOpen, onMove }: Props) {
  const { diary: words } = useWords();
  const today = useToday();
  const hours = drawnHours(diary);
  const grid = useRef<HTMLDivElement>(null);
  const scrollToNow = useEffectEvent(() => {
    const page = grid.current?.closest("main");
    if (!page || diary.day !== today) return;
    const now = wallClock(new Date().toISOString(), diary.timeZone).slice(11, 16);
    // now is at a third of the page's height
    page.scrollTop = Math.max(0, (minutesAt(now) - minutesAt(hours.opens)) * MINUTE_PX - page.clientHeight / 3);
  });
  // only on first show
  useEffect(() => scrollToNow(), []);
  const drop = (id: string, providerId: string, wall: string) => {
    const entry = diary.appointments.find((candidate) => candidate.id === id);
    if (entry === undefined) return;
    const before: Move = {
      id,
      seen: entry.seen,
      providerId: entry.providerId,
      roomId: entry.roomId,
      startsAt: entry.startsAt,
      minutes: minutesOf(entry),
    };
    const startsAt = instantOf(wall, diary.timeZone);
    if (startsAt !== before.startsAt || providerId !== before.providerId)
      onMove({ ...before, providerId, startsAt }, before);
  };
  return (
    <div
      ref={grid}
      className={classes.columns}
      style={{
        // the first column is wider by the axis, so that all columns have the same room for entries
        gridTemplateColumns:
          `calc(3.5rem + max(176px, (100% - 3.5rem) / ${diary.columns.length})) ` +
          `repeat(${diary.columns.length - 1}, minmax(176px, 1fr))`,
      }}>
      {diary.columns.map((column, index) => (
        <div key={column.providerId} role="presentation" className={classes.column} onDragOver={takeMoves}>
          <div className={classes.head} data-first={index === 0 || undefined} data-provider={column.name}>
            <span className="strong ellipsis">{column.name}</span>
            <span className="small muted">{words.load(column.booked, column.free)}</span>
          </div>
          <DayColumn
            diary={diary}
            column={column}
            hours={hours}
            withAxis={index === 0}
            mayWrite={mayWrite}
            onSlot={onSlot}
            onOpen={onOpen}
            onDrop={(id, wall) => drop(id, column.providerId, wall)}
          />
        </div>
      ))}
    </div>
  );
}

/** Sets the drop effect to a move: the library sets a copy between columns, which the entry does not allow. */
function takeMoves(event: DragEvent) {
  event.dataTransfer.dropEffect = "move";
}
