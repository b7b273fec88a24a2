import { Button } from "@mantine/core";
import { useState } from "react";
import type { RecipeSums } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import { FIRST_NUTRIENTS } from "../parts/foods/first-nutrients";
import foodClasses from "../parts/foods/Foods.module.css";
import { digitsOf } from "../parts/foods/Totals";
import classes from "./Recipes.module.css";

/** The nutrients of one portion; parts without a value are counted, and never taken as zero. */
export function RecipeTotals({ sums }: { sums: RecipeSums }) {
  const { recipes: words, foods, nutrients: names } = useWords();
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  const { nutrients, portionGrams: grams } = sums;
  const shown = showsAll
    ? nutrients
    : FIRST_NUTRIENTS.flatMap((name) => nutrients.find(({ nutrient }) => nutrient === name) ?? []);
  const hasUnknown = shown.some(({ unknown }) => unknown > 0);
  return (
    <Panel
      title={words.inPortion}
      action={
        grams !== null && <span className="small muted">{format.quantityOf({ value: grams, unit: "g" }, 0)}</span>
      }>
      {sums.parts.length === 0 ? (
        <p className="small muted">{foods.noFoods}</p>
      ) : (
        <>
          <table className={`${foodClasses.totals} ${classes.totals}`} aria-label={words.inPortion}>
            <tbody>
              {shown.map(({ nutrient, unit, amount, unknown }) => {
                const text = format.quantityOf({ value: amount, unit }, digitsOf(unit, amount));
                return (
                  <tr key={nutrient} className={foodClasses.nutrient}>
                    <th scope="row">{names.names[nutrient]}</th>
                    <td className="number">{unknown > 0 ? foods.atLeast(text) : text}</td>
                    {hasUnknown && <td className="small muted">{unknown > 0 && foods.unknown(unknown)}</td>}
                  </tr>
                );
              })}
            </tbody>
          </table>
          {nutrients.length > 0 && (
            <Button
              ml={-8}
              size="compact-sm"
              variant="subtle"
              aria-expanded={showsAll}
              onClick={() => setShowsAll(!showsAll)}>
              {showsAll ? foods.fewer : foods.all(nutrients.length)}
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}
