import { type DragEvent, useEffect, useEffectEvent, useMemo, useRef } from "react";
import type { AppointmentView, Move } from "../../ipc/views";
import { useSession } from "../../nav/session";
import { namesakesOf } from "../../parts/namesakes";
import { useWords } from "../../words/speech";
import { instantOf, wallClock } from "../../words/time";
import type { GridColumn, Sheet } from "./columns";
import classes from "./Diary.module.css";
import { HourAxis } from "./HourAxis";
import { drawnHours, minutesOf, moveOf, type Slot } from "./slot";
import { HOUR_PX, TimeColumn } from "./TimeColumn";

interface Props {
  sheet: Sheet;
  columns: GridColumn[];
  /** Narrower columns, where there are seven. */
  isWeek?: boolean;
  today: string;
  mayWrite: boolean;
  onSlot: (slot: Slot) => void;
  onOpen: (entry: AppointmentView) => void;
  onMove: (change: Move, before: Move) => void;
  /** Opens the day of a column. */
  onHead?: (day: string) => void;
}

const MINUTE_PX = HOUR_PX / 60;
const WIDTH_MIN = { day: "176px", week: "8rem" };
const minutesAt = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));

/** Days in columns over one axis of time. */
export function TimeGrid({ sheet, columns, isWeek = false, today, mayWrite, onSlot, onOpen, onMove, onHead }: Props) {
  const { diary: words } = useWords();
  const { userId } = useSession().session;
  const { providers } = sheet.choices;
  /** With whom is booked in a column of a room. */
  const usual = providers.find(({ id }) => id === userId) ?? providers[0];
  const hours = drawnHours(sheet);
  const namesakes = useMemo(
    () => namesakesOf(sheet.appointments.flatMap(({ patients }) => patients)),
    [sheet.appointments],
  );
  const grid = useRef<HTMLDivElement>(null);
  const scrollToNow = useEffectEvent(() => {
    const page = grid.current?.closest("main");
    const box = grid.current?.parentElement;
    if (!page || !box || columns.every(({ day }) => day !== today)) return;
    const now = wallClock(new Date().toISOString(), sheet.timeZone).slice(11, 16);
    // it grows with the letters
    const minutePx = (grid.current?.querySelector<HTMLElement>("[data-hour]")?.offsetHeight ?? 0) / 60 || MINUTE_PX;
    const at = (minutesAt(now) - minutesAt(hours.opens)) * minutePx;
    // a third of what is in sight is what was, the rest is what comes; a wide sheet moves in the page
    for (const moved of [box, page]) moved.scrollTop = Math.max(0, at - moved.clientHeight / 3);
  });
  // only when it is first shown
  useEffect(() => scrollToNow(), []);
  const change = (id: string, changed: (before: Move) => Partial<Move>) => {
    const entry = sheet.appointments.find((candidate) => candidate.id === id);
    if (entry === undefined) return;
    const before = moveOf(entry);
    const after = { ...before, ...changed(before) };
    if (
      after.startsAt !== before.startsAt ||
      after.providerId !== before.providerId ||
      after.roomId !== before.roomId ||
      after.minutes !== before.minutes
    )
      onMove(after, before);
  };
  const resize = (id: string, startWall: string, endWall: string) => {
    const [startsAt, endsAt] = [instantOf(startWall, sheet.timeZone), instantOf(endWall, sheet.timeZone)];
    change(id, () => ({ startsAt, minutes: minutesOf({ startsAt, endsAt }) }));
  };
  const width = isWeek ? WIDTH_MIN.week : WIDTH_MIN.day;
  return (
    <div
      ref={grid}
      className={classes.columns}
      style={{
        // the axis takes nothing of what the first column's entries have
        gridTemplateColumns:
          `calc(3.5rem + max(${width}, (100% - 3.5rem) / ${columns.length})) ` +
          `repeat(${columns.length - 1}, minmax(${width}, 1fr))`,
      }}>
      <HourAxis hours={hours} days={columns.map(({ day }) => day)} timeZone={sheet.timeZone} />
      {columns.map((column, index) => (
        <div
          key={column.key}
          role="presentation"
          className={classes.column}
          style={{ gridArea: `1 / ${index + 1}` }}
          onDragOver={takeMoves}>
          <div
            className={classes.head}
            data-first={index === 0 || undefined}
            data-today={(isWeek && column.day === today) || undefined}
            data-provider={column.title}>
            {onHead ? (
              <button type="button" className={classes.headDay} onClick={() => onHead(column.day)}>
                {column.title}
              </button>
            ) : (
              <span className="strong ellipsis">{column.title}</span>
            )}
            <span className="small muted ellipsis">{words.load(column.booked, column.free)}</span>
          </div>
          <TimeColumn
            column={column}
            timeZone={sheet.timeZone}
            all={sheet.appointments}
            namesakes={namesakes}
            hours={hours}
            withAxis={index === 0}
            isNarrow={isWeek}
            mayWrite={mayWrite}
            onSlot={(startsAt) =>
              onSlot({
                providerId: column.providerId ?? usual?.id ?? "",
                startsAt,
                ...(column.roomId !== undefined && { roomId: column.roomId }),
              })
            }
            onOpen={onOpen}
            onDrop={(id, wall) =>
              change(id, (before) => ({
                providerId: column.providerId ?? before.providerId,
                roomId: column.roomId === undefined ? before.roomId : column.roomId,
                startsAt: instantOf(wall, sheet.timeZone),
              }))
            }
            onResize={resize}
          />
        </div>
      ))}
    </div>
  );
}

/** The library offers to copy an entry from another column, but it may only be moved, and would not be dropped. */
function takeMoves(event: DragEvent) {
  event.dataTransfer.dropEffect = "move";
}
