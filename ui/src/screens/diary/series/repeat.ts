import type { At, LaterPut, MovedDate, RepeatRule, RepeatUnit, SeriesDate } from "../../../ipc/views";
import { dayOf, shiftDay } from "../../../words/time";

/** Dates that are left out, and those at another time, each by what names it. */
export interface Adjusted {
  skipped: string[];
  moved: { name: string; startsAt: At }[];
}
/** What names a date: its id, since another computer may change its number; a date that is not booked has none. */
export const nameOf = ({ id, number }: Pick<SeriesDate, "id" | "number">): string => id ?? String(number);
export const byNumber = ({ skipped, moved }: Adjusted): { skipped: number[]; moved: MovedDate[] } => ({
  skipped: skipped.map(Number),
  moved: moved.map(({ name, startsAt }) => ({ number: Number(name), startsAt })),
});
export const byId = ({ skipped, moved }: Adjusted): { skipped: string[]; moved: LaterPut[] } => ({
  skipped,
  moved: moved.map(({ name, startsAt }) => ({ id: name, startsAt })),
});
export const AS_PLANNED: Adjusted = { skipped: [], moved: [] };

/** A rule as it is typed: the end that is not chosen stays, and a number may be half typed. */
export interface TypedRepeat extends Adjusted {
  every: number | string;
  unit: RepeatUnit;
  by: "count" | "until";
  count: number | string;
  until: string;
}

const WEEKS = 8;

/** What a series begins with: eight weeks from a time on. */
export const weeklyFrom = (startsAt: string, timeZone: string): TypedRepeat => ({
  every: 1,
  unit: "week",
  by: "count",
  count: WEEKS,
  until: shiftDay(dayOf(startsAt, timeZone), 7 * (WEEKS - 1)),
  ...AS_PLANNED,
});

/** The rule of what is typed; null while a number is half typed. */
export function ruleOf({ every, unit, by, count, until }: TypedRepeat): RepeatRule | null {
  if (typeof every !== "number" || (by === "count" && typeof count !== "number")) return null;
  return { every, unit, end: by === "count" ? { by, count: Number(count) } : { by, until } };
}

/** Leaves a date out, or takes it again. */
export function skip({ skipped, moved }: Adjusted, date: SeriesDate): Adjusted {
  const name = nameOf(date);
  const others = skipped.filter((one) => one !== name);
  return { skipped: others.length === skipped.length ? [...skipped, name] : others, moved };
}

/** Puts a date at another time; null for the time of the rule. */
export function put({ skipped, moved }: Adjusted, date: SeriesDate, startsAt: At | null): Adjusted {
  const name = nameOf(date);
  const others = moved.filter((one) => one.name !== name);
  return { skipped, moved: startsAt === null ? others : [...others, { name, startsAt }] };
}

export const isReady = ({ state, isSkipped }: SeriesDate): boolean => state === "free" && !isSkipped;
