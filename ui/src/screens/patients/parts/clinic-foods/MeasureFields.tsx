import { TextInput } from "@mantine/core";
import type { WeighedMeasure } from "../../../../ipc/views";
import { DecimalInput } from "../../../../parts/DecimalInput";
import { useWords } from "../../../../words/speech";
import classes from "./FoodDialog.module.css";

/** As long as a measure's name is stored. */
const NAME_LENGTH = 100;

interface Props {
  value: WeighedMeasure[];
  error: string | undefined;
  onChange: (value: WeighedMeasure[]) => void;
}

/** What one of each measure weighs; an empty line is always the last one. */
export function MeasureFields({ value, error, onChange }: Props) {
  const { clinicFoods: words } = useWords();
  const lines = [...value, { name: "", grams: "" }];
  const change = (at: number, part: Partial<WeighedMeasure>) => {
    const changed = lines.map((line, index) => (index === at ? { ...line, ...part } : line));
    onChange(changed.filter(({ name, grams }) => name !== "" || grams !== ""));
  };
  return (
    <div>
      <p className="strong">{words.measures}</p>
      <p className="small muted">{words.measuresHelp}</p>
      {lines.map((line, index) => (
        <div key={index} className={classes.measure}>
          <TextInput
            label={index === 0 ? words.measureName : undefined}
            aria-label={words.measure(index + 1)}
            value={line.name}
            maxLength={NAME_LENGTH}
            autoComplete="off"
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <DecimalInput
            label={index === 0 ? words.weighs : undefined}
            aria-label={words.grams(index + 1)}
            value={line.grams}
            rightSection={<span className="small muted">g</span>}
            onChange={(event) => change(index, { grams: event.currentTarget.value })}
          />
        </div>
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
    </div>
  );
}
