import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../../ipc/queries";
import { useClinicQuery } from "../../../../ipc/use-clinic";
import type { FoodGrid, FormOf, GridFood, GridNutrient, Meal, Nutrient, TargetVerdict } from "../../../../ipc/views";
import { Announcement } from "../../../../parts/Announcement";
import { Panel } from "../../../../parts/Panel";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { useAmount } from "../../../../parts/use-amount";
import { useFormat, useWords } from "../../../../words/speech";
import { FlaggedFor } from "./FlaggedFor";
import { FIRST_NUTRIENTS } from "./first-nutrients";
import classes from "./Foods.module.css";
import { NutrientBar } from "./NutrientBar";
import type { Selection } from "./use-selection";

const SIGNS = { low: IconArrowDown, onTarget: IconCheck, high: IconArrowUp } satisfies Record<TargetVerdict, unknown>;

type Span = "meal" | "day" | "average" | "selected";

interface Props {
  /** The form that the foods belong to. */
  of: FormOf;
  selection: Selection;
  grid: FoodGrid;
  day: number;
  meal: Meal;
  hasTargets: boolean;
  onSetTargets: (() => void) | null;
  chosen: Nutrient | null;
  onChoose: (nutrient: Nutrient | null) => void;
}

/** The sums against the targets; foods without a value are counted, and never taken as zero. */
export function Totals({ of: owner, selection, grid, day, meal, hasTargets, onSetTargets, ...props }: Props) {
  const { chosen, onChoose } = props;
  const { foods: words } = useWords();
  const [span, setSpan] = useState<Span>("day");
  const [showsAll, setShowsAll] = useState(false);
  const of = grid.days.find(({ day: number }) => number === day);
  const ofMeal = of?.meals.find(({ meal: name }) => name === meal);
  const hasAverage = grid.average.length > 0;
  const isSelected = selection.foods.length > 0;
  const sum = useClinicQuery(queries.foodSum(owner, selection.foods), { showsPrevious: true });
  const shownSpan = isSelected ? "selected" : span === "selected" || (span === "average" && !hasAverage) ? "day" : span;
  const nutrients =
    { meal: ofMeal?.nutrients, day: of?.nutrients, average: grid.average, selected: sum.value ?? [] }[shownSpan] ?? [];
  const shown = showsAll
    ? nutrients
    : FIRST_NUTRIENTS.flatMap((name) => nutrients.find(({ nutrient }) => nutrient === name) ?? []);
  const hasFoods = isSelected || shownSpan === "average" || (of !== undefined && of.meals.length > 0);
  const looked = nutrients.find(({ nutrient }) => nutrient === chosen);
  const foods = grid.days.flatMap((each) => each.meals).flatMap((each) => each.foods);
  const spans: { value: Span; label: string }[] = [
    { value: "meal", label: words.meals[meal] },
    { value: "day", label: words.ofDay },
    ...(hasAverage ? [{ value: "average" as const, label: words.average }] : []),
    ...(isSelected ? [{ value: "selected" as const, label: words.ofSelected(selection.foods.length) }] : []),
  ];
  return (
    <Panel title={words.total}>
      <div className={classes.stack}>
        <SegmentedControl
          aria-label={words.total}
          size="xs"
          fullWidth
          data={spans}
          value={shownSpan}
          onChange={(next) => {
            // the selection is summed until another sum is chosen
            if (next !== "selected") selection.clear();
            setSpan(next);
          }}
        />
        {isSelected && sum.problem !== null ? (
          <ProblemAlert problem={sum.problem} onRetry={sum.reload} />
        ) : nutrients.length === 0 || !hasFoods ? (
          <p className="small muted">{!isSelected && words.noFoods}</p>
        ) : (
          <table className={classes.totals} aria-label={words.total}>
            <tbody>
              {shown.map((nutrient) => (
                <NutrientRow
                  key={nutrient.nutrient}
                  of={nutrient}
                  isChosen={nutrient.nutrient === chosen}
                  onChoose={() => onChoose(nutrient.nutrient === chosen ? null : nutrient.nutrient)}
                />
              ))}
            </tbody>
          </table>
        )}
        {looked !== undefined && <Looked of={looked} foods={foods} />}
        <FlaggedFor of={grid.flaggedFor} />
        {of !== undefined && of.notCounted > 0 && <p className="small muted">{words.words(of.notCounted)}</p>}
        {!hasTargets && (
          <p className="small muted">
            {words.noTargets}{" "}
            {onSetTargets !== null && (
              <Button size="compact-xs" variant="subtle" onClick={onSetTargets}>
                {words.setTargets}
              </Button>
            )}
          </p>
        )}
        {nutrients.length > 0 && hasFoods && (
          <div>
            <Button
              ml={-8}
              size="compact-sm"
              variant="subtle"
              aria-expanded={showsAll}
              onClick={() => setShowsAll(!showsAll)}>
              {showsAll ? words.fewer : words.all(nutrients.length)}
            </Button>
          </div>
        )}
      </div>
      <SumOfSelected count={selection.foods.length} nutrients={sum.isPending ? [] : (sum.value ?? [])} />
    </Panel>
  );
}

const ANNOUNCED: Nutrient[] = ["energy", "protein", "carbohydrate", "fat"];

/** Tells screen readers what the selected foods give together, once it is known. */
function SumOfSelected({ count, nutrients: of }: { count: number; nutrients: GridNutrient[] }) {
  const { foods: words, nutrients } = useWords();
  const amountOf = useAmountOf();
  const amounts = ANNOUNCED.flatMap((name) => of.find(({ nutrient }) => nutrient === name) ?? []).map(
    (nutrient) => `${nutrients.names[nutrient.nutrient]} ${amountOf(nutrient)}`,
  );
  const isKnown = count > 0 && amounts.length > 0;
  return <Announcement text={isKnown ? words.sumOfSelected(count, amounts.join(", ")) : ""} />;
}

export const digitsOf = (unit: string, amount: number) => (unit === "kcal" || unit === "kJ" || amount >= 100 ? 0 : 1);

/** "298 kcal"; "≥ 8 g" where a food has no value. */
export function useAmountOf() {
  const { foods: words } = useWords();
  const format = useFormat();
  return ({ amount: value, unit, unknown }: GridNutrient) => {
    const amount = format.quantityOf({ value, unit }, digitsOf(unit, value));
    return unknown > 0 ? words.atLeast(amount) : amount;
  };
}

function NutrientRow({ of, isChosen, onChoose }: { of: GridNutrient; isChosen: boolean; onChoose: () => void }) {
  const { foods: words, nutrients } = useWords();
  const amountOf = useAmountOf();
  const Sign = of.verdict === null ? null : SIGNS[of.verdict];
  const verdict = of.verdict === "onTarget" && of.high === null ? "enough" : of.verdict;
  return (
    <tr className={classes.nutrient} data-chosen={isChosen || undefined}>
      <th scope="row">
        <button type="button" className={classes.plain} aria-pressed={isChosen} onClick={onChoose}>
          {nutrients.names[of.nutrient]}
        </button>
      </th>
      <td className="number">{amountOf(of)}</td>
      <td className={classes.barCell}>
        <NutrientBar of={of} />
      </td>
      <td className={classes.verdict} data-verdict={of.verdict ?? undefined}>
        {Sign !== null && verdict !== null ? (
          <>
            <Sign size={14} aria-hidden /> {words.verdicts[verdict]}
          </>
        ) : (
          of.unknown > 0 && <span className="muted">{words.unknown(of.unknown)}</span>
        )}
      </td>
    </tr>
  );
}

/** One nutrient in words: its target, its unknown values, and its main sources. */
function Looked({ of, foods }: { of: GridNutrient; foods: GridFood[] }) {
  const { foods: words, nutrients } = useWords();
  const format = useFormat();
  const target = useAmount();
  const amount = format.quantityOf({ value: of.amount, unit: of.unit }, digitsOf(of.unit, of.amount));
  const names = of.largest.flatMap((id) => foods.find((food) => food.id === id)?.name ?? []);
  const facts = [
    of.unknown > 0 ? words.lacks(amount, of.unknown) : "",
    of.low !== null || of.high !== null ? words.aims(target(of)) : "",
    names.length > 0 ? words.mostFrom(names.join(", ")) : "",
  ];
  return (
    <p className="small" role="status">
      <span className="strong">{nutrients.names[of.nutrient]}.</span> {facts.filter(Boolean).join(" ")}
    </p>
  );
}
