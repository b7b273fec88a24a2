import type { MovedDate, RepeatRule, RepeatUnit, SeriesDate } from "../../../ipc/views";
import { dayOf, shiftDay } from "../../../words/time";

/** Dates that are left out, and those at another time, by their numbers. */
export interface Adjusted {
  skipped: number[];
  moved: MovedDate[];
}
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
export function skip({ skipped, moved }: Adjusted, number: number): Adjusted {
  const others = skipped.filter((one) => one !== number);
  return { skipped: others.length === skipped.length ? [...skipped, number] : others, moved };
}

/** Puts a date at another time; null for the time of the rule. */
export function put({ skipped, moved }: Adjusted, number: number, startsAt: string | null): Adjusted {
  const others = moved.filter((one) => one.number !== number);
  return { skipped, moved: startsAt === null ? others : [...others, { number, startsAt }] };
}

export const isReady = ({ state, isSkipped }: SeriesDate): boolean => state === "free" && !isSkipped;
