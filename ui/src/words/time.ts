import { memoised } from "./memoised";

/** Of one time zone: making one takes longer than a hundred uses of it. */
const clockOf = memoised(
  (timeZone: string) =>
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }),
);

/** Wall clocks of a time zone: the diary is drawn and booked in the clinic's own time. */
function parts(at: Date, timeZone: string) {
  const shown = clockOf(timeZone).formatToParts(at);
  return Object.fromEntries(shown.map((part) => [part.type, part.value])) as Record<string, string>;
}

/** "2026-11-20 10:30:00" in `timeZone` for an instant. */
export function wallClock(at: string, timeZone: string): string {
  const p = parts(new Date(at), timeZone);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}`;
}

/** The instant at which clocks in `timeZone` show `wall` ("2026-11-20 10:30:00"). */
export function instantOf(wall: string, timeZone: string): string {
  const asUtc = new Date(`${wall.replace(" ", "T")}Z`);
  const shown = (at: Date) => new Date(`${wallClock(at.toISOString(), timeZone).replace(" ", "T")}Z`).getTime();
  let at = new Date(asUtc.getTime() - (shown(asUtc) - asUtc.getTime()));
  // once more for instants near a change of the clocks
  at = new Date(at.getTime() - (shown(at) - asUtc.getTime()));
  return at.toISOString();
}

export const dayOf = (at: string, timeZone: string): string => wallClock(at, timeZone).slice(0, 10);
export const systemZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The calendar day `by` days after `day`. */
export function shiftDay(day: string, by: number): string {
  const moved = new Date(`${day}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + by);
  return moved.toISOString().slice(0, 10);
}

/** The Monday of the week of a day. */
export const mondayOf = (day: string): string => shiftDay(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));

/** The first day of the month of a day. */
export const firstOfMonth = (day: string): string => `${day.slice(0, 8)}01`;

/** The last day of the month of a day. */
export const lastOfMonth = (day: string): string => shiftDay(shiftMonth(firstOfMonth(day), 1), -1);

/** How many days later the second day is. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((new Date(`${to}T12:00:00Z`).getTime() - new Date(`${from}T12:00:00Z`).getTime()) / 86_400_000);

const YESTERDAY = ["yesterday", "hier"];
const TODAY = ["today", "aujourd'hui", "aujourd’hui"];
const NOON = "12:00";

const MONTHS: Record<string, number> = Object.fromEntries(
  [
    "jan janv january janvier",
    "feb fev fevr february fevrier",
    "mar mars march",
    "apr avr april avril",
    "may mai",
    "jun juin june",
    "jul juil july juillet",
    "aug aou aout august",
    "sep sept september septembre",
    "oct october octobre",
    "nov november novembre",
    "dec december decembre",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1])),
);
const folded = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/**
 * Reads "12 3 1992", "12/03/1992", "12.3.1992", "12 Mar 1992" or "1992-03-12" (day before month) as "1992-03-12"; null
 * if no such day exists.
 */
export function readDay(text: string): string | null {
  const parts = text
    .trim()
    .split(/[\s./-]+/)
    .map((part, index) => (index === 1 ? (MONTHS[folded(part)]?.toString() ?? part) : part));
  if (parts.length !== 3 || !parts.every((part) => /^\d+$/.test(part))) return null;
  const [a, b, c] = parts as [string, string, string];
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c, b, a];
  if (year.length !== 4) return null;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** The day of a field that may be blank: null where it is, and a text that is no day as it is, to be refused. */
export const dayOrText = (text: string): string | null => (text.trim() === "" ? null : (readDay(text) ?? text));

const STEPS: Record<string, (day: string, by: number) => string> = {
  d: shiftDay,
  j: shiftDay,
  w: (day, by) => shiftDay(day, by * 7),
  s: (day, by) => shiftDay(day, by * 7),
  m: shiftMonth,
};

/** The same day of another month, or its last one. */
export function shiftMonth(day: string, by: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + by, Math.min(date, last))).toISOString().slice(0, 10);
}

const NEAR_DAYS: [string[], number][] = [
  [TODAY, 0],
  [["tomorrow", "demain"], 1],
  [YESTERDAY, -1],
];

/** What a day without a year is: the next such day, the last one, or the nearest. */
export type Aim = "next" | "last" | "nearest";

/** The years that are meant by none, or by two digits. */
function yearsOf(two: string | undefined, aim: Aim, around: string, today: string): number[] {
  const year = Number((aim === "nearest" ? around : today).slice(0, 4));
  // a leap day is up to eight years away
  if (two === undefined) return Array.from({ length: 17 }, (_, index) => year - 8 + index);
  const latest = Number(today.slice(0, 4)) + (aim === "last" ? 10 : 50);
  return [2000 + Number(two) > latest ? 1900 + Number(two) : 2000 + Number(two)];
}

/** Of a month before its day nothing is left out; "mar." is Tuesday in French, too. */
const withoutWeekday = (text: string) =>
  text
    .trim()
    .replace(/^(\p{L}+)\.?,? (?=\d)/u, (all: string, name: string) =>
      MONTHS[folded(name)] === undefined || folded(name) === "mar" ? "" : all,
    );

/** A day in full, with the name of its weekday or without. */
export const readWeekday = (text: string): string | null => readDay(withoutWeekday(text));

/**
 * Reads a day in full, one without a year ("12 mar", "12/3") or of two digits ("12/3/27"), "today", "tomorrow" or
 * "yesterday", and a step from another day: "+4w", "-2d" or "+1 m" (in French "s" and "j"). The name of a weekday
 * before it is left aside; null for anything else.
 */
export function readNearDay(text: string, aim: Aim, from: string, today: string): string | null {
  const typed = folded(withoutWeekday(text));
  const full = readDay(typed);
  if (full !== null) return full;
  const [, by] = NEAR_DAYS.find(([names]) => names.map(folded).includes(typed)) ?? [];
  if (by !== undefined) return shiftDay(today, by);
  const [, sign, number, unit] = /^([+-])\s*(\d{1,3})\s*([djwsm])/.exec(typed) ?? [];
  if (number !== undefined) return STEPS[unit!]!(from, Number(number) * (sign === "-" ? -1 : 1));
  const [, date, month, two] = /^(\d{1,2})[\s./-]+(\d{1,2}|\p{L}+)\.?(?:[\s./-]+(\d{2}))?$/u.exec(typed) ?? [];
  if (date === undefined) return null;
  const days = yearsOf(two, aim, from, today)
    .map((year) => readDay(`${date} ${month} ${year}`))
    .filter((day) => day !== null);
  const near = (day: string) => Math.abs(daysBetween(from, day));
  if (aim === "nearest") return days.sort((one, other) => near(one) - near(other))[0] ?? null;
  if (two !== undefined) return days[0] ?? null;
  return (aim === "next" ? days.find((day) => day >= today) : days.filter((day) => day <= today).at(-1)) ?? null;
}

/** Reads where to go from a day: a day without a year is the nearest to it. */
export const readJump = (text: string, from: string, today: string): string | null =>
  readNearDay(text, "nearest", from, today);

/** The instant of a day with a time or without: "19 11 2026 07:30", "yesterday", "7:30" for today; else null. */
export function readMoment(text: string, timeZone: string, now: string): string | null {
  const parts = /^(.*?)(?:(?:^|[\s,]+)(\d{1,2})[:h](\d{2}))?$/i.exec(text.trim());
  const [, named = "", hour, minute] = parts ?? [];
  const today = dayOf(now, timeZone);
  const word = folded(named.trim());
  const isToday = TODAY.map(folded).includes(word) || (word === "" && hour !== undefined);
  const day = isToday ? today : YESTERDAY.includes(word) ? shiftDay(today, -1) : readDay(named);
  if (day === null) return null;
  if (hour === undefined) return day === today ? now : instantOf(`${day} ${NOON}:00`, timeZone);
  if (Number(hour) > 23 || Number(minute) > 59) return null;
  return instantOf(`${day} ${hour.padStart(2, "0")}:${minute}:00`, timeZone);
}

/** What stands before an estimate, in English and French. */
const ABOUT = /^(?:(?:about|around|circa|vers|environ)\s+|(?:approx|ca|c|env)(?:\.\s*|\s+)|~\s*)/;
const MIDDLE_OF_YEAR = "07-01";
const MIDDLE_OF_MONTH = "15";

/**
 * Reads a birth that is not known to the day: "about 1960", "mar 1960" or an age such as "34 y". Returns the middle of
 * what is meant, or its first day where the middle is still to come; null for anything else.
 */
export function estimatedBirth(text: string, today: string): string | null {
  const typed = folded(text.trim()).replace(ABOUT, "");
  const [, month, year] = /^(?:(\d{1,2}|\p{L}+\.?)[\s./-]+)?(\d{4})$/u.exec(typed) ?? [];
  if (year === undefined) return birthOfAge(typed, today);
  const first = readDay(`1 ${month ?? 1} ${year}`);
  if (first === null) return null;
  const middle = month === undefined ? `${year}-${MIDDLE_OF_YEAR}` : `${first.slice(0, 8)}${MIDDLE_OF_MONTH}`;
  return middle > today ? first : middle;
}

/**
 * Reads an age as "34 y", "34 ans" or "7 m", and returns the day on which a person of that age was born, were today
 * their birthday; null for anything else.
 */
export function birthOfAge(text: string, today: string): string | null {
  const read = /^(\d{1,3})\s*(y|yr|yrs|years?|a|ans?|m|months?|mois)$/.exec(folded(text.trim()));
  if (read === null) return null;
  const [, number, unit] = read as unknown as [string, string, string];
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  const months = year * 12 + month - 1 - Number(number) * (unit.startsWith("m") ? 1 : 12);
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  const born = new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(day, last)));
  return born.toISOString().slice(0, 10);
}
