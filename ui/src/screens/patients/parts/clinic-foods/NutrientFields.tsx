import { Button } from "@mantine/core";
import { useState } from "react";
import { nutrientUnits } from "../../../../ipc/bindings";
import type { KnownNutrient, Nutrient, Problem } from "../../../../ipc/views";
import { DecimalInput } from "../../../../parts/DecimalInput";
import { useWords } from "../../../../words/speech";
import { FIRST_NUTRIENTS } from "../foods/first-nutrients";
import classes from "./FoodDialog.module.css";

/** The field name of a nutrient in a problem: `VITAMIN_B6` for `vitaminB6`. */
export const codeOf = (nutrient: string) => nutrient.replace(/[A-Z]/g, "_$&").toUpperCase();

/** The amounts, by the field of each nutrient. */
export const amountsOf = (value: KnownNutrient[]) =>
  Object.fromEntries(value.map(({ nutrient, amount }) => [codeOf(nutrient), amount]));

interface Props {
  value: KnownNutrient[];
  /** What is wrong with the field of a nutrient. */
  wrong: (field: string) => Problem["fields"][number] | null;
  /** The error of all nutrients together. */
  sum: string | undefined;
  onChange: (value: KnownNutrient[]) => void;
}

/** The nutrients of 100 g of a food; an empty field means not known. */
export function NutrientFields({ value, wrong, sum, onChange }: Props) {
  const { clinicFoods: words, nutrients } = useWords();
  const all = Object.keys(nutrients.names) as Nutrient[];
  const isWrong = (of: Nutrient) => wrong(codeOf(of)) !== null;
  const [showsAll, setShowsAll] = useState(() => value.some(({ nutrient }) => !FIRST_NUTRIENTS.includes(nutrient)));
  const shown = showsAll || all.some((of) => !FIRST_NUTRIENTS.includes(of) && isWrong(of)) ? all : FIRST_NUTRIENTS;
  const errorOf = (of: Nutrient) => {
    const fault = wrong(codeOf(of));
    if (fault === null) return undefined;
    return fault.reason === "impossible" ? words.tooMuch : words.notAnAmount;
  };
  const change = (nutrient: Nutrient, amount: string) => {
    // those that are shown because of an error stay once it is gone
    if (shown === all) setShowsAll(true);
    onChange([
      ...value.filter((known) => known.nutrient !== nutrient),
      ...(amount === "" ? [] : [{ nutrient, amount }]),
    ]);
  };
  return (
    <div>
      <p className="strong">{words.inHundredGrams}</p>
      <p className="small muted">{words.nutrientsHelp}</p>
      <div className={classes.grid}>
        {shown.map((of) => (
          <DecimalInput
            key={of}
            label={nutrients.names[of]}
            value={value.find(({ nutrient }) => nutrient === of)?.amount ?? ""}
            error={errorOf(of)}
            rightSection={<span className="small muted">{nutrientUnits[of]}</span>}
            rightSectionWidth={40}
            onChange={(event) => change(of, event.currentTarget.value)}
          />
        ))}
      </div>
      {sum !== undefined && <p role="alert">{sum}</p>}
      <Button ml={-12} size="xs" variant="subtle" onClick={() => setShowsAll(!showsAll)}>
        {showsAll ? words.fewerNutrients : words.allNutrients}
      </Button>
    </div>
  );
}
