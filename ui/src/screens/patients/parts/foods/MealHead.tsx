import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { ExchangesOf, GridMeal, Meal, Nutrient } from "../../../../ipc/views";
import { useFormat, useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import type { GridActions } from "./grid";
import { useExchanges } from "./use-exchanges";
import { useSum } from "./use-sum";
import { TYPED } from "./use-writes";

const SUMMED: [Nutrient, number][] = [
  ["energy", 0],
  ["protein", 1],
  ["carbohydrate", 1],
  ["fat", 1],
];
/** Of wide windows alone. */
const WIDE: [Nutrient, number][] = [
  ["fibre", 1],
  ["sodium", 0],
];

interface Props {
  meal: Meal;
  of: GridMeal | null;
  isCurrent: boolean;
  day: number;
  exchanges: ExchangesOf | null;
  actions: GridActions | null;
  onChoose: (meal: Meal) => void;
}

/** A meal with its time and the sums of its foods. */
export function MealHead({ meal, of, isCurrent, day, exchanges, actions, onChoose }: Props) {
  const { foods: words } = useWords();
  const format = useFormat();
  const sum = useSum();
  const { ofMeal } = useExchanges(exchanges);
  const name = words.meals[meal];
  const nutrient = (which: Nutrient) => of?.nutrients.find(({ nutrient: key }) => key === which);
  // a meal of texts without foods has no sum
  const isSummed = of !== null && of.foods.some(({ portion }) => portion !== null);
  return (
    <tr className={classes.meal} data-current={isCurrent || undefined}>
      <th scope="rowgroup">
        {actions !== null && !isCurrent ? (
          <button type="button" className={classes.plain} onClick={() => onChoose(meal)}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td>
        {of !== null &&
          (actions === null ? (
            <span className="muted">{of.time}</span>
          ) : (
            <TimeField key={of.time} name={name} time={of.time} save={(time) => actions.setTime(day, meal, time)} />
          ))}
      </td>
      <td className="number">{isSummed && format.number(of.grams, 0)}</td>
      {SUMMED.map(([which, digits]) => (
        <td key={which} className={which === "energy" ? "number" : `number ${classes.folded}`}>
          {isSummed && sum(nutrient(which), digits)}
        </td>
      ))}
      {WIDE.map(([which, digits]) => (
        <td key={which} className={`number ${classes.wide}`}>
          {isSummed && sum(nutrient(which), digits)}
        </td>
      ))}
      {exchanges !== null && <td className="number">{isSummed && ofMeal(of.exchanges.groups)}</td>}
      <td />
    </tr>
  );
}

interface TimeProps {
  name: string;
  time: string;
  save: (time: string) => Promise<unknown>;
}

function TimeField({ name, time, save }: TimeProps) {
  const { foods: words } = useWords();
  const [text, setText] = useState(time);
  const [isRefused, setIsRefused] = useState(false);
  const store = async () => {
    if (text.trim() !== time) setIsRefused((await save(text)) !== null);
  };
  return (
    <TextInput
      size="xs"
      className={classes.time}
      aria-label={words.timeOf(name)}
      placeholder={words.time}
      value={text}
      maxLength={8}
      autoComplete="off"
      {...{ [TYPED]: true }}
      error={isRefused ? words.takesTime : undefined}
      onBlur={() => void store()}
      onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && void store()}
      onChange={(event) => (setIsRefused(false), setText(event.currentTarget.value))}
    />
  );
}
