import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Select } from "../../../parts/Select";
import { useWords } from "../../../words/speech";
import type { Draft } from "./draft";
import { InputField } from "./InputField";
import classes from "./Needs.module.css";

type State = "none" | "pregnant" | "lactating";

/** Always asked: the file does not say whether the patient is pregnant today. */
export function PregnancyInput({ draft }: { draft: Draft }) {
  const { needs: words, needsEquations: equations } = useWords();
  const { inputs, put } = draft;
  const [state, setState] = useState<State>(
    inputs.gestation_weeks !== undefined ? "pregnant" : inputs.lactation !== undefined ? "lactating" : "none",
  );
  const choose = (next: State) => {
    setState(next);
    put({ gestation_weeks: null, prepregnancy_class: null, lactation: next === "lactating" ? "exclusive_0_6" : null });
  };
  const options = <Name extends string>(names: Record<Name, string>) =>
    (Object.entries(names) as [Name, string][]).map(([value, label]) => ({ value, label }));
  return (
    <div>
      <p className={classes.label}>{words.state}</p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={words.state}
        data={options(words.states)}
        value={state}
        onChange={choose}
      />
      {state === "pregnant" && (
        <div className={classes.two}>
          <InputField draft={draft} name="gestation_weeks" label={words.weeks} />
          <Select
            label={words.before}
            data={options(equations.classes)}
            allowDeselect={false}
            value={inputs.prepregnancy_class ?? null}
            onChange={(prepregnancy_class) => put({ prepregnancy_class })}
          />
        </div>
      )}
      {state === "lactating" && (
        <Select
          mt="sm"
          aria-label={words.states.lactating}
          data={options(equations.months)}
          allowDeselect={false}
          value={inputs.lactation ?? null}
          onChange={(lactation) => put({ lactation })}
        />
      )}
    </div>
  );
}
