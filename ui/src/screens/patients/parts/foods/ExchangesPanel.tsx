import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { queries } from "../../../../ipc/queries";
import { useClinicQuery } from "../../../../ipc/use-clinic";
import type { ExchangeSum, ExchangesOf, ExchangeTargetForm, FoodGrid, GridDay, Meal } from "../../../../ipc/views";
import { Panel } from "../../../../parts/Panel";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { Select } from "../../../../parts/Select";
import { useFormat, useLanguage, useWords } from "../../../../words/speech";
import classes from "./Exchanges.module.css";
import { useExchanges } from "./use-exchanges";

interface Props {
  grid: FoodGrid;
  day: GridDay;
  /** The current meal. */
  meal: Meal;
  /** The meals that have a row of their own. */
  meals: readonly Meal[];
  targets?: ExchangeTargetForm[];
  /** `isAnew` takes the table as it is now. Null if read-only. */
  onChoose: ((table: string | null, isAnew: boolean) => void) | null;
  /** Tools beside the sums. */
  children?: ReactNode;
}

/** The exchange table of a recall or a plan, and the exchanges of its meals and days against their targets. */
export function ExchangesPanel({ grid, onChoose, children, ...sums }: Props) {
  const { exchanges: words } = useWords();
  const tables = useClinicQuery(queries.offeredExchangeTables(useLanguage()));
  const of = grid.exchangesOf;
  const offered = tables.value ?? [];
  const data = offered.map(({ id, name }) => ({ value: id, label: name }));
  // a table that is no longer offered stays a choice where it is used
  if (of !== null && !offered.some(({ id }) => id === of.id)) data.push({ value: of.id, label: of.name });
  const none = "";
  const isOwn = offered.some(({ id, seen }) => id === of?.id && seen !== null);
  return (
    <Panel title={words.title}>
      <div className={classes.panel}>
        <Select
          label={words.countIn}
          data={[{ value: none, label: words.none }, ...data]}
          value={of?.id ?? none}
          allowDeselect={false}
          disabled={onChoose === null}
          onChange={(table) => table !== (of?.id ?? none) && onChoose?.(table === none ? null : table, true)}
        />
        {tables.problem !== null && <ProblemAlert problem={tables.problem} onRetry={tables.reload} />}
        {of === null ? (
          onChoose !== null && <p className="small muted">{words.noneHelp}</p>
        ) : (
          <>
            <Sums grid={grid} of={of} {...sums} />
            {onChoose !== null && (children !== undefined || isOwn) && (
              <div className={classes.tools}>
                {children}
                {isOwn && (
                  <Button size="compact-xs" variant="subtle" onClick={() => onChoose(of.id, true)}>
                    {words.anew}
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

interface SumRow {
  name: string;
  isTotal?: boolean;
  sums: (ExchangeSum | undefined)[];
}

type SumsProps = Omit<Props, "onChoose" | "children"> & { of: ExchangesOf };

/** With one group, a row for each meal; with several, a row for each group, for the current meal and the day. */
function Sums({ grid, of, day, meal, meals, targets = [] }: SumsProps) {
  const { exchanges: words, foods, nutrients } = useWords();
  const format = useFormat();
  const { text } = useExchanges(of);
  const at = (name: Meal, group: number): ExchangeSum => {
    const eaten = day.meals.find((each) => each.meal === name)?.exchanges.groups[group];
    const target = targets.find((each) => each.meal === name && each.group === group);
    return eaten ?? { group, amount: 0, unknown: 0, target: target === undefined ? null : Number(target.count) };
  };
  const ofDay = (group: number) => day.exchanges.groups[group];
  const average = grid.averageExchanges.groups;
  const isSingle = of.groups.length === 1;
  const headings = isSingle ? [words.title] : [foods.meals[meal], words.day];
  const rowOf = (name: Meal): SumRow => ({ name: foods.meals[name], sums: [at(name, 0)] });
  const rows: SumRow[] = isSingle
    ? [
        ...meals.map(rowOf),
        { name: words.day, isTotal: true, sums: [ofDay(0)] },
        ...(average.length > 0 ? [{ name: words.average, sums: [average[0]] }] : []),
      ]
    : of.groups.map(({ name }, group) => ({ name, sums: [at(meal, group), ofDay(group)] }));
  const unknown = day.exchanges.groups.reduce((most, sum) => most + sum.unknown, 0);
  const { inNoGroup } = day.exchanges;
  const one = of.groups.map(({ name, nutrient, grams }) =>
    words.one(name, format.quantityOf({ value: grams, unit: "g" }, 1), nutrients.names[nutrient].toLowerCase()),
  );
  return (
    <>
      <table className={classes.sums} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{isSingle ? words.meal : words.group}</th>
            {headings.map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} data-total={row.isTotal}>
              <th scope="row">{row.name}</th>
              {row.sums.map((sum, index) => (
                <td key={index} className="number">
                  {sum !== undefined && text(sum)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {unknown > 0 && <p className="small muted">{words.unknown(unknown)}</p>}
      {inNoGroup > 0 && <p className="small muted">{words.inNoGroup(inNoGroup)}</p>}
      <p className="small muted">{one.join(" · ")}</p>
    </>
  );
}
