import type { GrowthBreak, GrowthEvent, GrowthPoint, GrowthView, TargetHeightView } from "../../../ipc/views";

/** The size of the drawing in pixels; events are in the strip above the plot. */
export const WIDTH = 804;
export const HEIGHT = 420;
export const PLOT = { left: 48, top: 28, right: 44, bottom: 40 };
export const INNER = { width: WIDTH - PLOT.left - PLOT.right, height: HEIGHT - PLOT.top - PLOT.bottom };

/** The part of the reference that is drawn: around this child's readings, two years, the rest, or all of it. */
export type GrowthWindow = "fit" | "infant" | "child" | "full";

/** Where the first two years end, in months. */
const CHILD_FROM = 24;

/** At which age a child who was born too early is drawn. */
export type AgeMode = "both" | "corrected" | "calendar";

/** The x position of a reading: its age or length. */
export interface Spot {
  x: number;
  isCorrected: boolean;
}

/** The positions of one reading: two where both ages are shown. A chart by length has one. */
export function spotsOf(growth: GrowthView, point: GrowthPoint, ages: AgeMode): Spot[] {
  const since = { x: point.x, isCorrected: false };
  if (point.corrected === null || growth.byLength || ages === "calendar") return [since];
  const corrected = { x: point.corrected.x, isCorrected: true };
  return ages === "corrected" ? [corrected] : [since, corrected];
}

export interface Scale {
  x: [number, number];
  y: [number, number];
}

/** The least that a fitted window shows: months of age, or centimetres or inches of length. */
const SPAN_MIN = { age: 6, cm: 15, in: 6 };
const STEPS = [1, 2, 5, 10];
const TICKS_MAX = 9;

/** Returns the windows that show a part of what there is: a chart by length has no ages. */
export function windowsOf({ curves, points, byLength }: GrowthView): GrowthWindow[] {
  const drawn = curves.flatMap((curve) => curve.sections.flat().map(({ x }) => x));
  const xs = drawn.length > 0 ? drawn : points.map(({ x }) => x);
  const isParted = !byLength && Math.min(...xs) < CHILD_FROM && Math.max(...xs) > CHILD_FROM;
  return isParted ? ["fit", "infant", "child", "full"] : ["fit", "full"];
}

/** Returns the part of the plane that is drawn; null without any curve or point. */
export function scaleOf(growth: GrowthView, window: GrowthWindow, ages: AgeMode): Scale | null {
  const { curves, byLength, lengthUnit } = growth;
  const points = growth.points.flatMap((point) => spotsOf(growth, point, ages).map(({ x }) => ({ x, y: point.y })));
  const all = curves.flatMap((curve) => curve.sections.flat());
  if (all.length === 0 && points.length === 0) return null;
  const ends = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  const full = ends((all.length > 0 ? all : points).map((point) => point.x));
  let x = full;
  if (window === "fit" && points.length > 0) {
    const [from, to] = ends(points.map((point) => point.x));
    const ofLength = lengthUnit === "in" ? SPAN_MIN.in : SPAN_MIN.cm;
    const spare = Math.max((to - from) * 0.25, (byLength ? ofLength : SPAN_MIN.age) / 2);
    x = [Math.max(full[0], from - spare), Math.min(Math.max(full[1], to), to + spare)];
    if (x[1] <= x[0]) x = full;
  }
  if (window === "infant") x = [full[0], CHILD_FROM];
  if (window === "child") x = [CHILD_FROM, full[1]];
  const isIn = (point: { x: number }) => point.x >= x[0] && point.x <= x[1];
  const values = [...all.filter(isIn).map(({ y }) => y), ...points.filter(isIn).map(({ y }) => y)];
  const [low, high] = ends(values.length > 0 ? values : [0, 1]);
  const room = (high - low) * 0.05 || 1;
  return { x, y: [Math.max(0, low - room), high + room] };
}

/** Round marks between two ends. */
export function ticks([from, to]: [number, number], most = TICKS_MAX): number[] {
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((candidate) => candidate * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

const WEEKS_A_MONTH = 30.4375 / 7;
/** Steps of an axis of ages, in months: weeks, then months, then half and whole years. */
const AGE_STEPS = [2 / WEEKS_A_MONTH, 1, 2, 3, 6, 12, 24, 36];

export interface AgeTick {
  x: number;
  weeks: number | null;
  months: number;
  years: number;
}

/** Marks of an axis of ages in months: weeks within the first quarter, then whole months with their years. */
export function ageTicks([from, to]: [number, number]): AgeTick[] {
  const step = AGE_STEPS.find((candidate) => (to - from) / candidate <= TICKS_MAX) ?? 48;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.max(0, Math.floor(to / step + 1e-9) - first + 1);
  return Array.from({ length: count }, (_, index) => {
    const x = (first + index) * step;
    const weeks = step < 1 ? Math.round(x * WEEKS_A_MONTH) : null;
    // below two years, ages are in months alone
    return x < 24 ? { x, weeks, months: x, years: 0 } : { x, weeks, months: x % 12, years: Math.floor(x / 12) };
  });
}

/** At which age an event is drawn. */
export const eventX = ({ x, correctedX }: GrowthEvent, ages: AgeMode) =>
  ages === "corrected" && correctedX !== null ? correctedX : x;

/** A line of the table: a reading, what happened, where the curves are interrupted, or the height to be reached. */
export type Row =
  { point: GrowthPoint } | { event: GrowthEvent } | { changes: GrowthBreak } | { target: TargetHeightView };

/** The lines of the table, the newest first; a break stands between the readings that it parts. */
export function rowsOf(growth: GrowthView): Row[] {
  const { byLength } = growth;
  const of = (point: GrowthPoint) => ({
    row: { point } as Row,
    days: point.ageDays,
    x: (byLength ? null : point.corrected?.x) ?? point.x,
  });
  const points = growth.points.map(of);
  // an event has no length
  const events = growth.events.map((event) => ({ row: { event }, days: event.ageDays, x: byLength ? null : event.x }));
  const dated: { row: Row; x: number | null }[] = points.flatMap((point, index) => {
    const since = points[index - 1]?.days ?? -Infinity;
    return [...events.filter(({ days }) => days <= point.days && days > since), point];
  });
  const newest = points.at(-1)?.days ?? -Infinity;
  dated.push(...events.filter(({ days }) => days > newest));
  const rows = dated.map(({ row }) => row);
  // insert from the last one on, so that earlier indexes stay valid
  for (const changes of growth.breaks.toReversed()) {
    const parts = points.some(({ x }) => x < changes.x) && points.some(({ x }) => x >= changes.x);
    const index = dated.findIndex(({ x }) => x !== null && x >= changes.x);
    if (parts) rows.splice(index, 0, { changes });
  }
  return [...(growth.target === null ? [] : [{ target: growth.target }]), ...rows.toReversed()];
}
