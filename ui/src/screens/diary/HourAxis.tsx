import { useMinute } from "../../words/speech";
import { wallClock } from "../../words/time";
import classes from "./Diary.module.css";
import { HOUR_PX } from "./TimeColumn";

const minutesAt = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));
const rem = (minutes: number) => `${(minutes * HOUR_PX) / 60 / 16}rem`;

interface Props {
  hours: { opens: string; closes: string };
  days: string[];
  timeZone: string;
}

/** The hours of all columns, and the present time: they stay where they are while the columns move sideways. */
export function HourAxis({ hours, days, timeZone }: Props) {
  const minute = useMinute();
  const [day, clock] = wallClock(`${minute}:00Z`, timeZone).split(" ") as [string, string];
  const opens = minutesAt(hours.opens);
  const count = Math.ceil((minutesAt(hours.closes) - opens) / 60);
  const isDrawn = days.includes(day) && clock >= hours.opens && clock < hours.closes;
  return (
    <div className={classes.hours} data-hour-axis>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={classes.hour} data-hour style={{ height: rem(60) }}>
          {`${String(opens / 60 + index).padStart(2, "0")}:00`}
        </div>
      ))}
      {isDrawn && (
        <span className={classes.now} style={{ top: rem(minutesAt(clock) - opens) }}>
          {clock.slice(0, 5)}
        </span>
      )}
    </div>
  );
}
