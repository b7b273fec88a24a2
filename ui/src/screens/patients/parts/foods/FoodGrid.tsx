import { Button, Kbd } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useRef, useState } from "react";
import { useLeftWords } from "../../../../ipc/use-left-words";
import type { ExchangesOf, FoodHit, FormOf, GridDay, GridFood, GridMeal, Meal } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import { columnsOf, WIDE_COLUMNS } from "./columns";
import { DaySum } from "./DaySum";
import sumClasses from "./DaySum.module.css";
import { EntryRow } from "./EntryRow";
import { FoodRow } from "./FoodRow";
import classes from "./Foods.module.css";
import { FoodSearch } from "./FoodSearch";
import { type GridActions, MEALS, type NewFood } from "./grid";
import { MealHead } from "./MealHead";
import { useAdded } from "./use-added";
import { useEntries } from "./use-entries";
import { useFoodProfile } from "./use-food-profile";
import { useNewFood } from "./use-new-food";
import type { Selection } from "./use-selection";
import { type LeftWords, NO_WORDS } from "./use-slot";

interface Props {
  label: string;
  /** Under which the words of the search are a draft. */
  of: FormOf;
  day: GridDay;
  /** The exchange table of the plan, if it has one. */
  exchanges?: ExchangesOf | null;
  /** Meals that are shown even without a food. */
  meals?: Meal[];
  /** None if read-only. */
  actions: GridActions | null;
  /** The foods that contribute most to the selected nutrient. */
  largest: string[];
  selection: Selection;
  /** The meal that the search adds to. */
  meal: Meal;
  onMeal: (meal: Meal) => void;
  /** Called with the words that were left, which may be of another day and meal. */
  onLeft: (left: LeftWords) => void;
  onRemoved: (food: GridFood) => void;
}

const NONE: Meal[] = [];

/** Foods by meal with their sums, and a search that adds to the current meal; usable by keys alone. */
export function FoodGrid({
  label,
  of: form,
  day,
  exchanges = null,
  meals = NONE,
  actions: given,
  largest,
  selection,
  ...props
}: Props) {
  const { meal, onMeal, onRemoved } = props;
  const { foods: words } = useWords();
  const columns = columnsOf(exchanges);
  const search = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const isStarted = useRef(false);
  const typed = text === "" ? NO_WORDS : { text, day: day.day, meal };
  useLeftWords<LeftWords>(given === null ? null : form, typed, NO_WORDS, (left) => {
    setText(left.text);
    props.onLeft(left);
    // the search of that meal takes the focus when it is shown
    isStarted.current = false;
  });
  const toSearch = () => search.current?.focus();
  const toMeal = (next: Meal) => {
    onMeal(next);
    // its search is rendered with the next paint
    requestAnimationFrame(toSearch);
  };
  useMealKeys(given !== null, toMeal);
  const added = useAdded(day);
  const profile = useFoodProfile(() => void given?.reload());
  const actions = given && {
    ...given,
    add: (food: NewFood) => added.adding(given.add(food)),
    describe: profile.describe,
  };
  const entries = useEntries(async (food) => (actions === null ? null : actions.add(food)));
  const { add, dialog } = useNewFood(toSearch);
  const takeNew = (typed: string, to: Meal, hit: FoodHit) => {
    setText((now) => (now === typed ? "" : now));
    entries.enter(typed, { day: day.day, meal: to, before: null }, hit);
  };
  const shown = MEALS.filter(
    (name) =>
      day.meals.some((of) => of.meal === name) ||
      meals.includes(name) ||
      (actions !== null && name === meal) ||
      entries.entries.some(({ slot }) => slot.day === day.day && slot.meal === name),
  );
  const others = MEALS.filter((name) => !shown.includes(name));
  const rowsOf = (name: Meal): GridMeal | null => day.meals.find((of) => of.meal === name) ?? null;
  const setInput = (input: HTMLInputElement | null) => {
    search.current = input;
    if (input === null || isStarted.current) return;
    isStarted.current = true;
    // a dialog that was opened before the foods came keeps the keys
    const modal = document.querySelector("[aria-modal='true']");
    if (modal === null || modal.contains(input)) input.focus();
  };
  return (
    <>
      <table className={`${classes.grid} ${sumClasses.rows}`} aria-label={label}>
        <Head exchanges={exchanges} />
        {shown.map((name) => {
          const of = rowsOf(name);
          const waiting = entries.entries.filter(({ slot }) => slot.day === day.day && slot.meal === name);
          return (
            <tbody key={name} data-meal={name}>
              <MealHead
                meal={name}
                of={of}
                isCurrent={name === meal}
                day={day.day}
                exchanges={exchanges}
                actions={actions}
                onChoose={toMeal}
              />
              {of?.foods.map((food) => (
                <FoodRow
                  key={food.id}
                  food={food}
                  slot={{ day: day.day, meal: name, before: null }}
                  meal={of.foods}
                  exchanges={exchanges}
                  isLargest={largest.includes(food.id)}
                  isSelected={selection.foods.some(({ id }) => id === food.id)}
                  onSelect={() => selection.toggle(food)}
                  actions={actions}
                  onRemoved={onRemoved}
                  onDone={toSearch}
                />
              ))}
              {waiting.map((entry) => (
                <EntryRow
                  key={entry.key}
                  entry={entry}
                  columns={columns}
                  onChange={(amount) => entries.change(entry.key, amount)}
                  onSubmit={() => (entries.submit(entry.key), toSearch())}
                  onStoreAsText={() => (entries.storeAsText(entry.key), toSearch())}
                  onAdd={add && (() => add(entry.text, (hit) => entries.take(entry.key, hit)))}
                  onDrop={() => {
                    entries.drop(entry.key);
                    // put the text back into the search to go on typing
                    if (text === "") setText(entry.text);
                    toSearch();
                  }}
                />
              ))}
              {actions !== null && name === meal && (
                <tr>
                  <td colSpan={columns} className={classes.searchCell}>
                    <FoodSearch
                      ref={setInput}
                      label={words.addTo[name]}
                      text={text}
                      onText={setText}
                      onEnter={(text, chosen) =>
                        entries.enter(text, { day: day.day, meal: name, before: null }, chosen)
                      }
                      onAdd={add && ((typed) => add(typed, (hit) => takeNew(typed, name, hit)))}
                      onUp={focusLastRow}
                    />
                  </td>
                  <td className={classes.wide} colSpan={WIDE_COLUMNS} />
                </tr>
              )}
            </tbody>
          );
        })}
      </table>
      {actions !== null && others.length > 0 && (
        <div className={classes.others}>
          <span className="small muted">{words.otherMeals}</span>
          {others.map((name) => (
            <Button key={name} size="compact-sm" variant="subtle" onClick={() => toMeal(name)}>
              {words.meals[name]}&nbsp;<Kbd>{`Ctrl ${MEALS.indexOf(name) + 1}`}</Kbd>
            </Button>
          ))}
        </div>
      )}
      <DaySum of={day} />
      {added.announcement}
      {dialog}
      {profile.dialog}
    </>
  );
}

function focusLastRow() {
  [...document.querySelectorAll<HTMLElement>("[data-food-row]")].at(-1)?.focus();
}

/** Ctrl and 1 to 6 focus a meal; on other pages they open a tab. */
function useMealKeys(isOn: boolean, onMeal: (meal: Meal) => void) {
  useWindowEvent(
    "keydown",
    (event) => {
      if (!isOn || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const meal = /^[1-6]$/.test(event.key) ? MEALS[Number(event.key) - 1] : undefined;
      if (meal === undefined || document.querySelector("[role=dialog]") !== null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onMeal(meal);
    },
    { capture: true },
  );
}

function Head({ exchanges }: { exchanges: ExchangesOf | null }) {
  const { foods: words, exchanges: own } = useWords();
  return (
    <thead>
      <tr>
        <th scope="col">{words.food}</th>
        <th scope="col" className={classes.amountHead}>
          {words.amount}
        </th>
        {[words.grams, words.kcal].map((head) => (
          <th key={head} scope="col" className="number">
            {head}
          </th>
        ))}
        {[words.protein, words.carbohydrate, words.fat].map((head) => (
          <th key={head} scope="col" className={`number ${classes.folded}`}>
            {head}
          </th>
        ))}
        <th scope="col" className={`number ${classes.wide}`}>
          {words.fibre}
        </th>
        <th scope="col" className={`number ${classes.wide} ${classes.sodiumHead}`}>
          {words.sodium}
        </th>
        {exchanges !== null && (
          <th scope="col" className={exchanges.groups.length === 1 ? "number" : classes.exchangesHead}>
            {own.column}
          </th>
        )}
        <td className={classes.menu} />
      </tr>
    </thead>
  );
}
