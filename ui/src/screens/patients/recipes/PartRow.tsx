import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { RecipePartForm, RecipePartView } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import { AmountField, useTypedGrams } from "../parts/foods/AmountField";
import { COLUMNS, WIDE_COLUMNS } from "../parts/foods/columns";
import { focusRow } from "../parts/foods/FoodRow";
import foodClasses from "../parts/foods/Foods.module.css";
import { nameParts } from "../parts/foods/grid";
import classes from "./Recipes.module.css";

interface Props {
  part: RecipePartForm;
  /** Its nutrients; null until they are computed. */
  known: RecipePartView | null;
  name: string;
  /** Its amount is being typed. */
  isAsked: boolean;
  onAsk: (isAsked: boolean) => void;
  /** None if read-only. */
  onAmount: ((amount: string) => void) | null;
  onMove: (by: number) => void;
  onRemove: () => void;
  onDone: () => void;
}

const OPTIONAL = `number ${foodClasses.folded}`;
const WIDE = `number ${foodClasses.wide}`;

/** One part of a recipe. A digit or Enter changes its amount, Alt and an arrow moves it. */
export function PartRow({ part, known, name, isAsked, onAsk, onAmount, onMove, onRemove, onDone }: Props) {
  const { foods, recipes: words } = useWords();
  const format = useFormat();
  const row = useRef<HTMLTableRowElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [first, rest] = nameParts(name);
  const isTyped = onAmount !== null && (isAsked || typed !== null);
  const text = typed ?? part.amount;
  const amount = format.amount(part.amount);
  const grams = useTypedGrams(isTyped ? part.food : null, text, known?.portion?.measure ?? "");
  const isUnread = known !== null && known.portion === null && known.amount === part.amount;
  const store = () => {
    if (typed !== null && typed.trim() !== "") onAmount?.(typed.trim());
    setTyped(null);
    onAsk(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== row.current || event.ctrlKey || event.metaKey) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && event.altKey) onMove(step);
    else if (step !== 0) focusRow(row.current, step, onDone);
    else if (onAmount === null) return;
    else if (event.key === "Enter") onAsk(true);
    else if (/^\d$/.test(event.key)) setTyped(event.key);
    else if (event.key === "Delete") onRemove();
    else return;
    event.preventDefault();
  };
  const figure = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? <span className="muted">{format.dash}</span> : format.number(value, digits);
  return (
    <>
      <tr ref={row} tabIndex={-1} className={foodClasses.food} data-food-row onKeyDown={onKeyDown}>
        <td>
          <div className={foodClasses.name}>
            <span className="ellipsis" title={name}>
              <span className="strong">{first}</span>
              {rest !== "" && <span className="small muted"> {rest}</span>}
            </span>
          </div>
        </td>
        <td className={foodClasses.amountCell}>
          {isTyped ? (
            <AmountField
              name={name}
              food={part.food}
              text={text}
              autoFocus
              isBegun={typed !== null && /^\d$/.test(typed)}
              onChange={setTyped}
              onEnter={() => (store(), onDone())}
              onEscape={() => (setTyped(null), onAsk(false), row.current?.focus())}
              onBlur={store}
            />
          ) : onAmount === null ? (
            <span className={`ellipsis ${foodClasses.reading}`} title={amount}>
              {amount}
            </span>
          ) : (
            <button
              type="button"
              className={`ellipsis ${foodClasses.plain} ${foodClasses.reading}`}
              title={amount}
              tabIndex={-1}
              onClick={() => onAsk(true)}>
              {amount}
            </button>
          )}
        </td>
        <td className="number muted">{isTyped ? grams : figure(known?.portion?.grams, 1)}</td>
        <td className="number">{figure(known?.kcal, 0)}</td>
        <td className={OPTIONAL}>{figure(known?.protein, 1)}</td>
        <td className={OPTIONAL}>{figure(known?.carbohydrate, 1)}</td>
        <td className={OPTIONAL}>{figure(known?.fat, 1)}</td>
        <td className={WIDE}>{figure(known?.fibre, 1)}</td>
        <td className={WIDE}>{figure(known?.sodium, 0)}</td>
        <td className={foodClasses.menu}>
          {onAmount !== null && (
            <ActionIcon variant="subtle" size="sm" tabIndex={-1} aria-label={words.takeOut(name)} onClick={onRemove}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </td>
      </tr>
      {(isUnread || known?.isItself) && (
        <tr>
          <td colSpan={COLUMNS} className={classes.wrong}>
            <span role="alert">{known.isItself ? words.containsItself : foods.takesAmount}</span>
          </td>
          <td className={foodClasses.wide} colSpan={WIDE_COLUMNS} />
        </tr>
      )}
    </>
  );
}
