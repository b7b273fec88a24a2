import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { EstimateStart } from "../../../ipc/views";
import { PregnancyChip } from "../../../parts/PregnancyChip";
import { Select } from "../../../parts/Select";
import { useWords } from "../../../words/speech";
import type { Draft } from "./draft";
import { InputField } from "./InputField";
import classes from "./Needs.module.css";

type State = "none" | "pregnant" | "lactating";

const isTyped = (value: string | undefined) => value !== undefined && value !== "";

interface Props {
  start: EstimateStart;
  draft: Draft;
}

/** A pregnancy or breastfeeding as the file has it, until another answer is chosen. */
export function PregnancyInput({ start, draft }: Props) {
  const { needs: words, needsEquations: equations } = useWords();
  const { inputs, put } = draft;
  const [state, setState] = useState<State>(
    isTyped(inputs.gestation_weeks) ? "pregnant" : isTyped(inputs.lactation) ? "lactating" : "none",
  );
  // what is absent would be taken from the file again
  const without = start.pregnancy === null ? null : "";
  const choose = (next: State) => {
    setState(next);
    const { gestation_weeks = without, prepregnancy_class = null, lactation } = start.inputs;
    const isPregnant = next === "pregnant";
    const months = isTyped(lactation) ? lactation : undefined;
    put({
      gestation_weeks: isPregnant ? gestation_weeks : without,
      prepregnancy_class: isPregnant ? prepregnancy_class : null,
      lactation: next === "lactating" ? (months ?? "exclusive_0_6") : without,
    });
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
      {start.pregnancy !== null && (
        <div className="small muted">
          {words.fromChart} <PregnancyChip of={start.pregnancy} />
        </div>
      )}
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
