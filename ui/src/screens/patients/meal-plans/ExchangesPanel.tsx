import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { ExchangeSum, ExchangesOf, GridDay, Meal, MealPlanView } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { useExchanges } from "../parts/foods/use-exchanges";
import { ExchangeTargets } from "./ExchangeTargets";
import classes from "./MealPlans.module.css";
import type { PlanActions } from "./use-meal-plan";

interface Props {
  plan: MealPlanView;
  day: GridDay;
  meal: Meal;
  /** Null if read-only. */
  actions: PlanActions | null;
}

/** The exchange table of a plan, and the exchanges of its meals and days against their targets. */
export function ExchangesPanel({ plan, day, meal, actions }: Props) {
  const { exchanges: words } = useWords();
  const [setsTargets, setSetsTargets] = useState(false);
  const tables = useClinicQuery(queries.offeredExchangeTables(useLanguage()));
  const of = plan.grid.exchangesOf;
  const offered = tables.value ?? [];
  const data = offered.map(({ id, name }) => ({ value: id, label: name }));
  // a table that is no longer offered stays a choice in plans that use it
  if (of !== null && !offered.some(({ id }) => id === of.id)) data.push({ value: of.id, label: of.name });
  const none = "";
  const choose = (table: string | null, isAnew: boolean) => {
    const isSame = table === of?.id;
    const targets = isSame ? (plan.form.exchanges?.targets ?? []) : [];
    void actions?.edit({ exchanges: table === null || table === none ? null : { table, isAnew, targets } });
  };
  const isOwn = offered.some(({ id, seen }) => id === of?.id && seen !== null);
  return (
    <Panel title={words.title}>
      <div className={classes.about}>
        <Select
          label={words.countIn}
          data={[{ value: none, label: words.none }, ...data]}
          value={of?.id ?? none}
          allowDeselect={false}
          disabled={actions === null}
          onChange={(table) => table !== (of?.id ?? none) && choose(table, true)}
        />
        {tables.problem !== null && <ProblemAlert problem={tables.problem} onRetry={tables.reload} />}
        {of === null ? (
          actions !== null && <p className="small muted">{words.noneHelp}</p>
        ) : (
          <>
            <Sums plan={plan} of={of} day={day} meal={meal} />
            {actions !== null && (
              <div className={classes.add}>
                <Button size="xs" variant="default" onClick={() => setSetsTargets(true)}>
                  {words.setTargets}
                </Button>
                {isOwn && (
                  <Button size="compact-xs" variant="subtle" onClick={() => choose(of.id, true)}>
                    {words.anew}
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </div>
      {setsTargets && of !== null && actions !== null && (
        <ExchangeTargets plan={plan} of={of} actions={actions} onClose={() => setSetsTargets(false)} />
      )}
    </Panel>
  );
}

interface SumRow {
  name: string;
  isTotal?: boolean;
  sums: (ExchangeSum | undefined)[];
}

/** With one group, a row for each meal; with several, a row for each group, for the current meal and the day. */
function Sums({ plan, of, day, meal }: Omit<Props, "actions"> & { of: ExchangesOf }) {
  const { exchanges: words, foods, nutrients } = useWords();
  const format = useFormat();
  const { text } = useExchanges(of);
  const at = (name: Meal, group: number): ExchangeSum => {
    const eaten = day.meals.find((each) => each.meal === name)?.exchanges.groups[group];
    const target = plan.form.exchanges?.targets.find((each) => each.meal === name && each.group === group);
    return eaten ?? { group, amount: 0, unknown: 0, target: target === undefined ? null : Number(target.count) };
  };
  const ofDay = (group: number) => day.exchanges.groups[group];
  const average = plan.grid.averageExchanges.groups;
  const isSingle = of.groups.length === 1;
  const headings = isSingle ? [words.title] : [foods.meals[meal], words.day];
  const meals = plan.meals.map((name): SumRow => ({ name: foods.meals[name], sums: [at(name, 0)] }));
  const rows: SumRow[] = isSingle
    ? [
        ...meals,
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
      <table className={classes.exchanges} aria-label={words.title}>
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
