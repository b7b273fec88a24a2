import { Paper } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import classes from "./MeasureTile.module.css";

interface Props {
  label: string;
  value: string;
  unit: string;
  note: string;
  /** How it was taken, and the centile of a child's value. */
  remark?: string;
  range: "low" | "high" | null;
  rangeWord: string;
  isOld: boolean;
}

/** One figure to be read across the room: label, value with unit, and what changed. */
export function MeasureTile({ label, value, unit, note, remark = "", range, rangeWord, isOld }: Props) {
  const Arrow = range === "low" ? IconArrowDown : IconArrowUp;
  return (
    <Paper className={classes.tile} data-range={range ?? undefined}>
      <div className={classes.label}>
        <span className="ellipsis">{label}</span>
        {range !== null && (
          <span className={classes.range}>
            <Arrow size={12} aria-hidden /> {rangeWord}
          </span>
        )}
      </div>
      <div>
        <span className={classes.value}>{value}</span> <span className={classes.unit}>{unit}</span>
      </div>
      {remark !== "" && <div className={classes.note}>{remark}</div>}
      <div className={classes.note} data-old={isOld || undefined}>
        {note}
      </div>
    </Paper>
  );
}
