import { Radio, SegmentedControl } from "@mantine/core";
import { useFormat, useWords } from "../../../words/speech";
import { ACTIVITY_SETS, type ActivitySet, LEVELS } from "./activity";
import type { Draft } from "./draft";
import { InputField } from "./InputField";
import classes from "./Needs.module.css";

interface Props {
  draft: Draft;
  set: ActivitySet;
  onSet: (set: ActivitySet) => void;
}

/** One set of activity at a time, each with its name; a letter chooses a level of the set that is shown. */
export function ActivityInput({ draft, set, onSet }: Props) {
  const { needs: words, needsEquations: equations } = useWords();
  const format = useFormat();
  const levels = LEVELS[set];
  return (
    <div data-activity>
      <p className={classes.label}>{words.activity}</p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={words.activity}
        data={ACTIVITY_SETS.map((value) => ({ value, label: words.sets[value] }))}
        value={set}
        onChange={onSet}
      />
      <p className="small muted">{words.setHelp[set]}</p>
      {set === "pal" ? (
        <InputField draft={draft} name="pal" label={words.pal} help={words.palHelp} drops={["activity"]} />
      ) : (
        <Radio.Group
          aria-label={words.sets[set]}
          value={draft.inputs[set] ?? ""}
          onChange={(level) => draft.put(chosenLevel(set, level))}>
          <div className={classes.levels}>
            {levels.map(({ name, letter, factor }) => (
              <Radio.Card key={name} value={name} className={classes.level} aria-label={equations.levels[name]}>
                <Radio.Indicator size="xs" />
                <span>{equations.levels[name]}</span>
                {factor !== null && <span className="number muted">{format.number(factor, 3)}</span>}
                <kbd className={classes.letter}>{letter.toUpperCase()}</kbd>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
      )}
    </div>
  );
}

/** A factor replaces a level of physical activity: both say the same. */
export const chosenLevel = (set: ActivitySet, level: string): Record<string, string | null> =>
  set === "activity" ? { activity: level, pal: null } : { [set]: level };
