import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { FoodHit, RecipePartForm, RecipeSums } from "../../../ipc/views";
import { Announcement } from "../../../parts/Announcement";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { COLUMNS, WIDE_COLUMNS } from "../parts/foods/columns";
import foodClasses from "../parts/foods/Foods.module.css";
import { FoodSearch } from "../parts/foods/FoodSearch";
import { beginsWithAmount, usualAmount } from "../parts/foods/grid";
import { useNewFood } from "../parts/foods/use-new-food";
import { PartRow } from "./PartRow";
import classes from "./Recipes.module.css";

interface Props {
  parts: RecipePartForm[];
  /** Null until they are first computed; then the previous sums while new ones are computed. */
  sums: RecipeSums | null;
  /** None if read-only. */
  onChange: ((change: (parts: RecipePartForm[]) => RecipePartForm[]) => void) | null;
}

/** The parts of a recipe, and a search that adds to them. */
export function RecipeParts({ parts, sums, onChange }: Props) {
  const { recipes: words, foods } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const search = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [names, setNames] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState<number | "last" | null>(null);
  // one after the other, so that foods are in the order in which they were typed
  const entering = useRef(Promise.resolve());
  const [unmatched, setUnmatched] = useState<string | null>(null);
  const { problem, run } = useCommand();
  const toSearch = () => (setAsked(null), search.current?.focus());
  const [announced, setAnnounced] = useState({ text: "", number: 0 });
  const { add, dialog } = useNewFood(() => search.current?.focus());
  const take = (typed: string, hit: FoodHit) => {
    setNames((before) => ({ ...before, [hit.id]: hit.name }));
    const amount = hit.amount || usualAmount(hit, format.typed);
    onChange?.((before) => [...before, { food: hit.id, amount }]);
    const kcal = hit.kcal === null ? "" : format.quantityOf({ value: hit.kcal, unit: foods.kcal }, 0);
    setAnnounced(({ number }) => ({ text: foods.added(hit.name, amount, kcal), number: number + 1 }));
    // an amount that was typed before the food is the amount, unless this food has no such measure
    if (!beginsWithAmount(typed) || hit.amountUnread) setAsked("last");
  };
  const addFood = (typed: string) =>
    add?.(typed, (hit) => {
      setText((now) => (now === typed ? "" : now));
      setUnmatched(null);
      take(typed, hit);
    });
  const enter = async (typed: string, chosen: FoodHit | "text" | null) => {
    setUnmatched(null);
    if (chosen === "text") return setUnmatched(typed);
    // Enter was pressed before the results for these letters came
    const hits = chosen === null ? await run((clinic) => clinic.searchFoods(typed, language, 1, null)) : [chosen];
    if (hits === undefined) return setText(typed);
    if (hits[0] === undefined) return setUnmatched(typed);
    take(typed, hits[0]);
  };
  const change = (index: number, amount: string) =>
    onChange?.((before) => before.map((part, at) => (at === index ? { ...part, amount } : part)));
  const move = (from: number, to: number) => {
    const moved = parts[from];
    if (moved === undefined || to < 0 || to >= parts.length) return;
    const others = parts.filter((_, at) => at !== from);
    onChange?.(() => [...others.slice(0, to), moved, ...others.slice(to)]);
    requestAnimationFrame(() => document.querySelectorAll<HTMLElement>("[data-food-row]")[to]?.focus());
  };
  return (
    <>
      <table className={foodClasses.grid} aria-label={words.parts}>
        <thead>
          <tr>
            <th scope="col">{foods.food}</th>
            <th scope="col" className={foodClasses.amountHead}>
              {foods.amount}
            </th>
            {[foods.grams, foods.kcal].map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
            {[foods.protein, foods.carbohydrate, foods.fat].map((head) => (
              <th key={head} scope="col" className={`number ${foodClasses.folded}`}>
                {head}
              </th>
            ))}
            <th scope="col" className={`number ${foodClasses.wide}`}>
              {foods.fibre}
            </th>
            <th scope="col" className={`number ${foodClasses.wide} ${foodClasses.sodiumHead}`}>
              {foods.sodium}
            </th>
            <td className={foodClasses.menu} />
          </tr>
        </thead>
        <tbody>
          {parts.map((part, index) => {
            const of = sums?.parts[index];
            const known = of?.food === part.food ? of : null;
            return (
              <PartRow
                key={`${part.food} ${index}`}
                part={part}
                known={known}
                name={known?.name || names[part.food] || part.food}
                isAsked={asked === "last" ? index === parts.length - 1 : asked === index}
                onAsk={(isAsked) => setAsked(isAsked ? index : null)}
                onAmount={onChange === null ? null : (amount) => change(index, amount)}
                onMove={(by) => move(index, index + by)}
                onRemove={() => {
                  onChange?.((before) => before.filter((_, at) => at !== index));
                  toSearch();
                }}
                onDone={toSearch}
              />
            );
          })}
          {onChange !== null && (
            <tr>
              <td colSpan={COLUMNS} className={foodClasses.searchCell}>
                <FoodSearch
                  ref={search}
                  label={words.addPart}
                  foodsOnly
                  text={text}
                  onText={setText}
                  onEnter={(...typed) => {
                    entering.current = entering.current.then(() => enter(...typed));
                  }}
                  onAdd={add && addFood}
                  onUp={() => [...document.querySelectorAll<HTMLElement>("[data-food-row]")].at(-1)?.focus()}
                />
              </td>
              <td className={foodClasses.wide} colSpan={WIDE_COLUMNS} />
            </tr>
          )}
        </tbody>
      </table>
      {unmatched !== null && (
        <p role="alert" className={classes.wrong}>
          {words.onlyFoods(unmatched)}{" "}
          {add !== undefined && (
            <Button size="compact-xs" variant="light" onClick={() => addFood(unmatched)}>
              {foods.addFood}
            </Button>
          )}
        </p>
      )}
      <Announcement {...announced} />
      {dialog}
      {problem !== null && <ProblemAlert problem={problem} />}
      {onChange !== null && <p className={`small muted ${classes.help}`}>{words.keysHelp}</p>}
    </>
  );
}
