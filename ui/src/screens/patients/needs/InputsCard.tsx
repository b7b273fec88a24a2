import { SegmentedControl } from "@mantine/core";
import type { Considered, EstimateStart, MeasuredName } from "../../../ipc/views";
import { Select } from "../../../parts/Select";
import { useFormat, useWords } from "../../../words/speech";
import type { ActivitySet } from "./activity";
import { ActivityInput } from "./ActivityInput";
import { BodySizes } from "./BodySizes";
import type { Draft } from "./draft";
import { InputField } from "./InputField";
import classes from "./Needs.module.css";
import { PregnancyInput } from "./PregnancyInput";

interface Props {
  start: EstimateStart;
  draft: Draft;
  weights: Considered["weights"];
  sizes: Considered["sizes"];
  set: ActivitySet;
  onSet: (set: ActivitySet) => void;
}

const MATERNAL = ["gestation_weeks", "prepregnancy_class", "lactation"];

/** The inputs of the equations, each with its source. */
export function InputsCard({ start, draft, weights, sizes, set, onSet }: Props) {
  const { needs: words } = useWords();
  const format = useFormat();
  const { inputs, put } = draft;
  const source = (of: MeasuredName, on: string) => {
    const day = inputs[on];
    if (day === undefined) return undefined;
    const measured = start.measured.find(({ input }) => input === of);
    return measured?.isToday ? words.today : format.day(day);
  };
  /** A pregnancy of the file counts in the equations of women alone. */
  const choose = (sex: string) => {
    const ofFile = MATERNAL.map((name) => [name, sex === "F" ? (start.inputs[name] ?? null) : null] as const);
    put({ sex, ...Object.fromEntries(ofFile) });
  };
  const field = (of: MeasuredName, name: string, on: string, label: string, unit: string) => (
    <InputField draft={draft} name={name} label={label} unit={unit} help={source(of, on)} drops={[on]} />
  );
  return (
    <section className={classes.card} aria-label={words.inputs}>
      <div className={classes.two}>
        {field("weight", "weight_kg", "weight_on", words.weight, "kg")}
        {field("height", "height_cm", "height_on", words.height, "cm")}
        {field("bodyFat", "body_fat_pct", "body_fat_on", words.bodyFat, "%")}
        {start.age === null ? (
          <InputField draft={draft} name="age_y" label={words.ageYears} />
        ) : (
          <div>
            <p className={classes.label}>{words.age}</p>
            <p>{start.age}</p>
          </div>
        )}
      </div>
      <div>
        <p className={classes.label}>{words.sex}</p>
        <SegmentedControl
          fullWidth
          aria-label={words.sex}
          data={[
            { value: "F", label: words.sexes.F },
            { value: "M", label: words.sexes.M },
          ]}
          value={inputs.sex ?? ""}
          onChange={choose}
        />
        {inputs.sex === undefined && <p className={`small ${classes.warn}`}>{words.sexUnknown}</p>}
      </div>
      <Basis draft={draft} weights={weights} />
      <BodySizes sizes={sizes} />
      <ActivityInput draft={draft} set={set} onSet={onSet} />
      <div className={classes.two}>
        <InputField draft={draft} name="stress_factor" label={words.stress} />
        <InputField draft={draft} name="kcal_per_kg" label={words.perKg} unit="kcal" />
      </div>
      {inputs.sex === "F" && (!start.isChild || start.pregnancy !== null) && (
        <PregnancyInput start={start} draft={draft} />
      )}
    </section>
  );
}

/** The weight on each basis that there is one for; a reference weight is by one of two equations. */
function Basis({ draft: { inputs, put }, weights }: Pick<Props, "draft" | "weights">) {
  const { needs: words } = useWords();
  const format = useFormat();
  const basis = inputs.basis ?? "actual";
  const shown = weights.find((one) => one.basis === basis);
  const hasNone = weights.some(({ reason }) => reason === "noReference");
  return (
    <div>
      <p className={classes.label}>{words.basis}</p>
      <SegmentedControl
        fullWidth
        aria-label={words.basis}
        data={weights.map((one) => ({
          value: one.basis,
          label: words.bases[one.basis],
          disabled: one.reason === "noReference" && one.basis !== basis,
        }))}
        value={basis}
        onChange={(next) => put({ basis: next })}
      />
      <p className="small muted">
        {shown?.kg == null
          ? null
          : words.basisShown(words.bases[shown.basis], format.quantityOf({ value: shown.kg, unit: "kg" }, 1))}
        {hasNone && ` ${words.noReference}`}
      </p>
      {basis !== "actual" && (
        <Select
          mt="sm"
          label={words.reference}
          data={[
            { value: "devine", label: "Devine" },
            { value: "hamwi", label: "Hamwi" },
          ]}
          allowDeselect={false}
          value={inputs.reference ?? null}
          onChange={(reference) => put({ reference })}
        />
      )}
    </div>
  );
}
