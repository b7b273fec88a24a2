import type { AbsenceBand } from "../../ipc/views";
import { dayOf, wallClock } from "../../words/time";

const LAST_SECOND = "23:59:59";

/** The part of an absence that lies in a day, as the clocks of the clinic show it; null where none does. */
export function onDayOf({ startsAt, endsAt }: AbsenceBand, day: string, timeZone: string) {
  const first = dayOf(startsAt, timeZone);
  const last = dayOf(endsAt, timeZone);
  const to = last > day ? LAST_SECOND : wallClock(endsAt, timeZone).slice(11);
  if (first > day || last < day || to === "00:00:00") return null;
  return { from: first < day ? "00:00:00" : wallClock(startsAt, timeZone).slice(11), to };
}

/** When on a day an absence lasts: "13:00–17:00", "until 12:00" or "all day". */
export function whenOn(
  band: AbsenceBand,
  day: string,
  timeZone: string,
  words: {
    allDay: string;
    since: (time: string) => string;
    until: (time: string) => string;
    between: (from: string, to: string) => string;
  },
): string {
  const part = onDayOf(band, day, timeZone);
  if (part === null) return "";
  const [from, to] = [part.from.slice(0, 5), part.to.slice(0, 5)];
  if (part.from === "00:00:00") return part.to === LAST_SECOND ? words.allDay : words.until(to);
  return part.to === LAST_SECOND ? words.since(from) : words.between(from, to);
}
