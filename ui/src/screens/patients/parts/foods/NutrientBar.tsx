import type { GridNutrient } from "../../../../ipc/views";
import classes from "./NutrientBar.module.css";

const [WIDTH, HEIGHT, LINE] = [80, 6, 2];
const ROOM = 1.2;

/** The amount of a nutrient against its target: a mark for one value, a band for a range. */
export function NutrientBar({ of: { amount, low, high } }: { of: GridNutrient }) {
  const most = high ?? low;
  if (most === null) return null;
  const full = Math.max(most * ROOM, amount, Number.MIN_VALUE);
  const at = (value: number) => Math.min(WIDTH, (value / full) * WIDTH);
  const isRange = low !== null && high !== null && low !== high;
  return (
    <svg width={WIDTH} height={HEIGHT + 4} viewBox={`0 0 ${WIDTH} ${HEIGHT + 4}`} aria-hidden className={classes.bar}>
      <rect x={0} y={2} width={WIDTH} height={HEIGHT} rx={2} className={classes.track} />
      {isRange && <rect x={at(low)} y={0} width={at(high) - at(low)} height={HEIGHT + 4} className={classes.band} />}
      <rect x={0} y={2} width={at(amount)} height={HEIGHT} rx={2} className={classes.fill} />
      {!isRange && (
        <rect x={Math.min(at(most), WIDTH - LINE)} y={0} width={LINE} height={HEIGHT + 4} className={classes.mark} />
      )}
    </svg>
  );
}
