export interface Point { at: string; value: number; second: number | null }
interface Row { time: number; value: number | null; second: number | null }

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Bounds of the y axis: the data with a tenth of their span to spare, never below zero, on round figures. */
export function yDomain(points: Point[]): [number, number] {
  const values = points.flatMap((point) => (point.second === null ? [point.value] : [point.value, point.second]));
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spare = Math.max((most - least) * 0.1, Math.abs(most) * 0.02, 0.1);
  const step = 10 ** Math.floor(Math.log10(Math.max(most - least, spare)));
  return [Math.max(0, Math.floor((least - spare) / step) * step), Math.ceil((most + spare) / step) * step];
}

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
