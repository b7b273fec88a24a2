import { NumberInput } from "@mantine/core";
import type { Problem } from "../../../ipc/views";
import { DayInput } from "../../../parts/DayInput";
import { Select } from "../../../parts/Select";
import { wrongField } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";
import { AS_PLANNED, type TypedRepeat } from "./repeat";
import classes from "./Series.module.css";

const UNITS = ["day", "week", "month"] as const;
const ENDS = ["count", "until"] as const;

interface Props {
  repeat: TypedRepeat;
  problem: Problem | null;
  onChange: (repeat: TypedRepeat) => void;
}

/** How often, and until when. Dates that were left out or moved are of the rule as it was. */
export function RuleFields({ repeat, problem, onChange }: Props) {
  const { series: words } = useWords();
  const wrong = (field: string, takes: string) => (wrongField(problem, field) === null ? undefined : takes);
  return (
    <div className={classes.rule}>
      <NumberInput
        data-every
        label={words.every}
        min={1}
        max={99}
        allowDecimal={false}
        allowNegative={false}
        value={repeat.every}
        error={wrong("every", words.takesEvery)}
        onChange={(every) => onChange({ ...repeat, ...AS_PLANNED, every })}
      />
      <Select
        label={words.unit}
        allowDeselect={false}
        data={UNITS.map((value) => ({ value, label: words.units[value] }))}
        value={repeat.unit}
        onChange={(unit) => unit !== null && onChange({ ...repeat, ...AS_PLANNED, unit })}
      />
      <Select
        label={words.ends}
        allowDeselect={false}
        data={ENDS.map((value) => ({ value, label: words.by[value] }))}
        value={repeat.by}
        onChange={(by) => by !== null && onChange({ ...repeat, by })}
      />
      {repeat.by === "count" ? (
        <NumberInput
          label={words.count}
          min={2}
          max={60}
          allowDecimal={false}
          allowNegative={false}
          value={repeat.count}
          error={wrong("count", words.takesEnd)}
          onChange={(count) => onChange({ ...repeat, count })}
        />
      ) : (
        <DayInput
          label={words.until}
          aim="next"
          showsWeekday
          value={repeat.until}
          error={wrong("until", words.takesEnd)}
          onChange={(until) => until !== null && onChange({ ...repeat, until })}
        />
      )}
    </div>
  );
}
