import { VisuallyHidden } from "@mantine/core";
import type { AbsenceBand, MonthView, WeekDay } from "../../ipc/views";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { onDayOf, whenOn } from "./absent";
import classes from "./Month.module.css";

/** How full each day of a month is, without a name; a day opens. */
export function MonthGrid({ month, onDay }: { month: MonthView; onDay: (day: string) => void }) {
  const format = useFormat();
  const timeZone = useTimeZone();
  return (
    <div className={classes.month}>
      {month.days.slice(0, 7).map(({ day }) => (
        <span key={day} className={classes.weekday} aria-hidden>
          {format.dayOfWeek(day).replace(/[\s\d]+/g, "")}
        </span>
      ))}
      {month.days.map((one) => (
        <Day
          key={one.day}
          one={one}
          timeZone={timeZone}
          bands={month.absences.filter((band) => onDayOf(band, one.day, timeZone) !== null)}
          isOther={one.day.slice(0, 7) !== month.month.slice(0, 7)}
          onDay={onDay}
        />
      ))}
    </div>
  );
}

interface DayProps {
  one: WeekDay;
  timeZone: string;
  bands: AbsenceBand[];
  isOther: boolean;
  onDay: (day: string) => void;
}

function Day({ one, timeZone, bands, isOther, onDay }: DayProps) {
  const { diary: words, absences, frame } = useWords();
  const format = useFormat();
  const today = useToday();
  const { day, hours, booked, free } = one;
  const isOff = hours.length === 0 && booked === 0;
  const load = isOff ? words.off : words.load(booked, free);
  const away = bands.map((band) => {
    const word = band.roomId === null ? absences.absent : absences.closed;
    return `${word} ${whenOn(band, day, timeZone, absences)}`;
  });
  return (
    <button
      type="button"
      className={classes.day}
      data-other={isOther || undefined}
      data-off={isOff || undefined}
      data-away={away.length > 0 || undefined}
      aria-current={day === today ? "date" : undefined}
      onClick={() => onDay(day)}>
      <VisuallyHidden>{[frame.labelled(format.weekday(day), load), ...away].join(", ")}</VisuallyHidden>
      <span className={classes.number} aria-hidden>
        {Number(day.slice(8))}
      </span>
      {away.map((text) => (
        <span key={text} className={classes.away} aria-hidden>
          {text}
        </span>
      ))}
      {!isOff && (
        <>
          <span className={classes.load} aria-hidden>
            {load}
          </span>
          <span className={classes.bar}>
            <span className={classes.taken} style={{ width: `${(100 * booked) / Math.max(booked + free, 1)}%` }} />
          </span>
        </>
      )}
    </button>
  );
}
