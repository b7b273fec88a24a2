export interface Point {
  at: string;
  value: number;
  second: number | null;
}
interface Row {
  time: number;
  value: number | null;
  second: number | null;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

const TICKS_MAX = 5;
const STEPS = [1, 2, 2.5, 5, 10];

/**
 * Round marks of the y axis around the data with a tenth of their span to spare, never below zero.
 *
 * Data that lie wholly outside the normal range pull its nearer edge in, so that the band is seen.
 */
export function yTicks(points: Point[], low: number | null, high: number | null): number[] {
  const values = points.flatMap((point) => (point.second === null ? [point.value] : [point.value, point.second]));
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // a change of less than a twentieth must not fill the chart
  const isFlat = most - least < Math.abs(most) * 0.05;
  const spare = Math.max((most - least) * 0.1, Math.abs(most) * (isFlat ? 0.1 : 0.01), 0.1);
  const bottom = Math.max(0, Math.min(least - spare, high !== null && high < least ? high - spare : Infinity));
  const top = Math.max(most + spare, low !== null && low > most ? low + spare : -Infinity);
  const rough = (top - bottom) / (TICKS_MAX - 1);
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((candidate) => candidate * scale >= rough) ?? 10) * scale;
  const first = Math.floor(bottom / step);
  return Array.from({ length: Math.ceil(top / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** As many decimals as the marks need to differ. */
export function decimalsOf(ticks: number[]): number {
  const decimals = ticks.map((tick) => String(tick).split(".")[1]?.length ?? 0);
  return Math.max(0, ...decimals);
}

/** Whether the points lie in several years, so that a day alone would not say which. */
export const isLong = (points: Point[]): boolean => new Set(points.map(({ at }) => at.slice(0, 4))).size > 1;

/** Rows by time with an empty one inside each gap of over a year, so that no line bridges it. */
export function gapped(points: Point[]): Row[] {
  return points.flatMap((point, index) => {
    const time = new Date(point.at).getTime();
    const row: Row = { time, value: point.value, second: point.second };
    const before = points[index - 1];
    const previous = before ? new Date(before.at).getTime() : time;
    return time - previous > YEAR_MS ? [{ time: (time + previous) / 2, value: null, second: null }, row] : [row];
  });
}
