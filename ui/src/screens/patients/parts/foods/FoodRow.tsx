import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconDots, IconLock } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { ExchangesOf, GridFood, Meal } from "../../../../ipc/views";
import { useFormat, useWords } from "../../../../words/speech";
import { AmountField, useTypedGrams } from "./AmountField";
import { FoodFlags } from "./FoodFlags";
import { AmountQuestion } from "./AmountQuestion";
import { columnsOf } from "./columns";
import classes from "./Foods.module.css";
import { type GridActions, MEALS, nameParts, type Slot } from "./grid";
import { SwapPopover } from "./SwapPopover";
import { useExchanges } from "./use-exchanges";

interface Props {
  food: GridFood;
  slot: Slot;
  /** The foods of its meal, in their order. */
  meal: GridFood[];
  exchanges: ExchangesOf | null;
  isLargest: boolean;
  isSelected: boolean;
  onSelect: () => void;
  actions: GridActions | null;
  onRemoved: (food: GridFood) => void;
  /** Back to the search. */
  onDone: () => void;
}

/** One food of a meal. A digit or Enter changes its amount, Alt and an arrow moves it, Space selects it for a sum. */
export function FoodRow({
  food,
  slot,
  meal,
  exchanges,
  isLargest,
  isSelected,
  onSelect,
  actions,
  onRemoved,
  onDone,
}: Props) {
  const { foods: words, mealPlans: plans, foodProfiles: profiles } = useWords();
  const format = useFormat();
  const row = useRef<HTMLTableRowElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [isRefused, setIsRefused] = useState(false);
  const [opensMenu, setOpensMenu] = useState(false);
  const isCounted = food.portion !== null;
  const amount = format.amount(food.amount);
  const grams = useTypedGrams(typed === null ? null : food.food, typed ?? "", food.portion?.measure ?? "");
  const [first, rest] = nameParts(food.name);
  const index = meal.findIndex(({ id }) => id === food.id);
  const { ofFood } = useExchanges(exchanges);
  const does = useRowActions({ food, slot, meal, index, actions, onRemoved });

  const store = async () => {
    if (typed === null || actions === null) return true;
    const isSame = typed.trim() === "" || typed === food.amount;
    const problem = isSame ? null : await actions.setAmount(food, typed, false);
    setIsRefused(problem !== null);
    if (problem === null) setTyped(null);
    return problem === null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== row.current || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") {
      event.preventDefault();
      onSelect();
    }
    if (actions === null) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const key = event.key.toLowerCase();
    if (step !== 0 && event.altKey) does.step(step);
    else if (step !== 0) focusRow(row.current, step, onDone);
    else if (isCounted && (event.key === "Enter" || /^\d$/.test(key)))
      setTyped(event.key === "Enter" ? food.amount : key);
    else if (key === "d") does.duplicate();
    else if (key === "m") setOpensMenu(true);
    else if (key === "s" && isCounted && actions.swap !== undefined) actions.swap.ask(food);
    else if (key === "l" && isCounted && actions.lock !== undefined) void actions.lock(food);
    else if (key === "f2" && food.food !== null) actions.describe?.(food.food);
    else if (event.key === "Delete") {
      focusRow(row.current, index + 1 < meal.length ? 1 : -1, onDone);
      does.remove();
    } else return;
    event.preventDefault();
  };
  const figure = (value: number | null, digits: number) =>
    !isCounted ? "" : value === null ? <span className="muted">{format.dash}</span> : format.number(value, digits);
  return (
    <>
      <tr
        ref={row}
        tabIndex={-1}
        className={classes.food}
        data-food-row
        data-largest={isLargest || undefined}
        aria-selected={isSelected}
        onKeyDown={onKeyDown}>
        <td>
          <SwapPopover food={food} swap={actions?.swap} onLeave={() => row.current?.focus()}>
            <div className={classes.name}>
              <span
                className="ellipsis"
                title={food.patientName === null ? food.description || food.name : profiles.onPaper(food.patientName)}>
                <span className="strong">{first}</span>
                {rest !== "" && <span className="small muted"> {rest}</span>}
              </span>
              {isSelected && <IconCheck size={14} className={classes.sign} aria-label={words.isSelected} role="img" />}
              {food.isLocked && <IconLock size={14} className={classes.sign} aria-label={plans.isLocked} role="img" />}
              <FoodFlags flags={food.flags} />
            </div>
          </SwapPopover>
        </td>
        <td className={classes.amountCell}>
          {typed !== null ? (
            <AmountField
              name={food.name}
              food={food.food}
              text={typed}
              autoFocus
              isBegun={/^\d$/.test(typed)}
              error={isRefused ? words.takesAmount : undefined}
              onChange={(text) => (setIsRefused(false), setTyped(text))}
              onEnter={() => void store().then((isStored) => isStored && onDone())}
              onEscape={() => (setTyped(null), row.current?.focus())}
              onBlur={() => void store()}
            />
          ) : !isCounted ? (
            <span className="small muted">{words.notCounted}</span>
          ) : actions === null ? (
            <span className={`ellipsis ${classes.reading}`} title={amount}>
              {amount}
            </span>
          ) : (
            <button
              type="button"
              className={`ellipsis ${classes.plain} ${classes.reading}`}
              title={amount}
              tabIndex={-1}
              onClick={() => setTyped(food.amount)}>
              {amount}
            </button>
          )}
        </td>
        <td className="number muted">
          {typed !== null ? grams : isCounted && format.number(food.portion?.grams ?? 0, 1)}
        </td>
        <td className="number">{figure(food.kcal, 0)}</td>
        <td className={`number ${classes.folded}`}>{figure(food.protein, 1)}</td>
        <td className={`number ${classes.folded}`}>{figure(food.carbohydrate, 1)}</td>
        <td className={`number ${classes.folded}`}>{figure(food.fat, 1)}</td>
        <td className={`number ${classes.wide}`}>{figure(food.fibre, 1)}</td>
        <td className={`number ${classes.wide}`}>{figure(food.sodium, 0)}</td>
        {exchanges !== null && (
          <td
            className={exchanges.groups.length === 1 ? "number" : "small ellipsis"}
            title={exchanges.groups.length === 1 ? undefined : ofFood(food.exchanges)}>
            {isCounted && ofFood(food.exchanges)}
          </td>
        )}
        <td className={classes.menu}>
          {actions !== null && (
            <RowMenu food={food} slot={slot} does={does} actions={actions} opened={opensMenu} onOpened={setOpensMenu} />
          )}
        </td>
      </tr>
      {food.questioned && actions !== null && (
        <AmountQuestion food={food} columns={columnsOf(exchanges)} actions={actions} onDone={onDone} />
      )}
    </>
  );
}

/** The row above or below has the focus; below the last one is the search. */
export function focusRow(row: HTMLElement | null, step: number, onEnd: () => void) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-food-row]")];
  const next = row === null ? undefined : rows[rows.indexOf(row) + step];
  if (next !== undefined) next.focus();
  else if (step > 0) onEnd();
}

interface RowActions {
  step: (by: number) => void;
  toMeal: (meal: Meal) => void;
  duplicate: () => void;
  remove: () => void;
}

function useRowActions({
  food,
  slot,
  meal,
  index,
  actions,
  onRemoved,
}: Omit<Props, "exchanges" | "isLargest" | "isSelected" | "onSelect" | "onDone"> & { index: number }): RowActions {
  const move = (to: Slot) => void actions?.move(food, to);
  return {
    step: (by) => {
      const at = MEALS.indexOf(slot.meal);
      const next = MEALS[at + by];
      // down from the last row moves to the next meal, up from the first to the previous one
      if (by > 0 && index + 1 < meal.length) move({ ...slot, before: meal[index + 2]?.id ?? null });
      else if (by < 0 && index > 0) move({ ...slot, before: meal[index - 1]?.id ?? null });
      else if (next !== undefined) move({ ...slot, meal: next, before: null });
    },
    toMeal: (to) => move({ ...slot, meal: to, before: null }),
    duplicate: () =>
      void actions?.add({
        slot: { ...slot, before: meal[index + 1]?.id ?? null },
        food: food.food,
        text: food.food === null ? food.name : "",
        amount: food.food === null ? "" : food.amount,
      }),
    remove: () => void actions?.remove(food).then((problem) => problem === null && onRemoved(food)),
  };
}

interface MenuProps {
  food: GridFood;
  slot: Slot;
  does: RowActions;
  actions: GridActions;
  opened: boolean;
  onOpened: (opened: boolean) => void;
}

function RowMenu({ food, slot, does, actions, opened, onOpened }: MenuProps) {
  const { foods: words, mealPlans: plans, frame, foodProfiles: profiles } = useWords();
  const { lock, swap, describe } = actions;
  const isCounted = food.portion !== null;
  return (
    <Menu opened={opened} onChange={onOpened}>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={frame.labelled(frame.more, food.name)}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {MEALS.filter((meal) => meal !== slot.meal).map((meal) => (
          <Menu.Item key={meal} onClick={() => does.toMeal(meal)}>
            {words.toMeal(words.meals[meal])}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => does.step(-1)}>{words.up}</Menu.Item>
        <Menu.Item onClick={() => does.step(1)}>{words.down}</Menu.Item>
        {isCounted && swap !== undefined && <Menu.Item onClick={() => swap.ask(food)}>{plans.swap}</Menu.Item>}
        {isCounted && lock !== undefined && (
          <Menu.Item onClick={() => void lock(food)}>{food.isLocked ? plans.unlock : plans.lock}</Menu.Item>
        )}
        {food.food !== null && describe !== undefined && (
          <Menu.Item onClick={() => food.food !== null && describe(food.food)}>{profiles.describe}</Menu.Item>
        )}
        <Menu.Item onClick={does.duplicate}>{words.duplicate}</Menu.Item>
        <Menu.Item onClick={does.remove}>{words.remove}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
