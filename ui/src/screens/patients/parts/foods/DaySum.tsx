import type { GridDay, Nutrient } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import classes from "./DaySum.module.css";
import { useAmountOf } from "./Totals";

const SUMMED: Nutrient[] = ["energy", "protein", "carbohydrate", "fat"];

/** What a day gives, in one line that stays in view while its foods scroll: in a narrow window the totals are below. */
export function DaySum({ of }: { of: GridDay }) {
  const { foods: words, nutrients } = useWords();
  const amountOf = useAmountOf();
  const isCounted = of.meals.some(({ foods }) => foods.some(({ portion }) => portion !== null));
  if (!isCounted) return null;
  const amounts = SUMMED.flatMap((name) => of.nutrients.find(({ nutrient }) => nutrient === name) ?? []);
  return (
    <p className={classes.sum} data-day-sum>
      <span className="strong">{words.ofDay}</span>
      {amounts.map((each) => (
        <span key={each.nutrient} className="tabular">
          {each.nutrient === "energy" ? "" : `${nutrients.names[each.nutrient]} `}
          {amountOf(each)}
        </span>
      ))}
    </p>
  );
}
