import { Radio } from "@mantine/core";
import classes from "./DietOrders.module.css";

interface Props<Level extends number> {
  label: string;
  names: Record<Level, string>;
  /** What each level is, in a line. */
  help: Record<Level, string>;
  none: string;
  level: number | null;
  onChange: (level: number | null) => void;
}

const NONE = "none";

/** The levels of food or fluids as cards, and one for nothing by mouth. */
export function LevelCards<Level extends number>({ label, names, help, none, level, onChange }: Props<Level>) {
  const card = (value: string, name: string, what: string | null) => (
    <Radio.Card key={value} value={value} className={classes.level}>
      <Radio.Indicator size="xs" />
      <span>
        {name} {what !== null && <span className={classes.what}>{what}</span>}
      </span>
    </Radio.Card>
  );
  const levels = Object.entries<string>(names);
  return (
    <Radio.Group
      label={label}
      value={level === null ? NONE : String(level)}
      onChange={(value) => onChange(value === NONE ? null : Number(value))}>
      <div className={classes.levels}>
        {levels.map(([value, name]) => card(value, name, help[Number(value) as Level]))}
        {card(NONE, none, null)}
      </div>
    </Radio.Group>
  );
}
