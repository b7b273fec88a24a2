import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, type Ref, useId, useState } from "react";
import { fieldLengths } from "../../../../ipc/bindings";
import { queries } from "../../../../ipc/queries";
import { useClinicQuery } from "../../../../ipc/use-clinic";
import type { FoodHit } from "../../../../ipc/views";
import { useFormat, useLanguage, useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import { useFoodPatient } from "./food-patient";
import { nameParts } from "./grid";

interface Props {
  ref?: Ref<HTMLInputElement>;
  label: string;
  /** The typed text; it stays when another meal is chosen. */
  text: string;
  onText: (text: string) => void;
  /** Submits the text with the chosen food; null if the results for this text have not come. */
  onEnter: (text: string, chosen: FoodHit | "text" | null) => void;
  /** Adds a food of the clinic where none matches; the text stays until it is saved. None without the right. */
  onAdd?: (text: string) => void;
  /** Words that are no food cannot be stored there; Enter passes them on where none matches. */
  foodsOnly?: boolean;
  /** Called at arrow up in an empty search. */
  onUp: () => void;
}

/** The search for the next food of a meal. Enter takes the first result for the current text, never an older one. */
export function FoodSearch({ ref, label, text, onText, onEnter, onAdd, onUp, foodsOnly = false }: Props) {
  const { foods: words } = useWords();
  const language = useLanguage();
  const list = useId();
  const [active, setActive] = useState(0);
  const [isFolded, setFolded] = useState(false);
  const matching = useClinicQuery(queries.foods(text, language, useFoodPatient()), { showsPrevious: true });
  const isTyped = text.trim() !== "";
  const hits = isTyped ? (matching.value?.hits ?? []) : [];
  const isOwn = matching.value?.text === text && !matching.isPending;
  const isNone = isTyped && matching.value?.text === text && hits.length === 0;
  const adds = isNone && onAdd !== undefined;
  // an option after the foods stores the text without a food
  const texts = foodsOnly ? 0 : 1;
  const count = isTyped && !isFolded ? hits.length + texts + (adds ? 1 : 0) : 0;

  const enter = (chosen: FoodHit | "text" | null) => {
    // a caller may put back what it cannot take
    onText("");
    onEnter(text, chosen);
    setActive(0);
  };
  const take = (index: number) => {
    if (adds && index === hits.length + texts) onAdd?.(text);
    else enter(hits[index] ?? "text");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && !event.altKey) {
      event.preventDefault();
      if (count > 0) setActive((active + step + count) % count);
      else if (step < 0) onUp();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!isTyped) return;
      // previous results are shown while these are read, but never taken
      if (isOwn) take(active);
      else enter(null);
    } else if (event.key === "Escape" && count > 0) {
      // Escape is often pressed by accident: the text stays
      event.stopPropagation();
      setFolded(true);
    }
  };
  const optionId = (index: number) => `${list}-${index}`;
  return (
    <div className={classes.search}>
      <TextInput
        ref={ref}
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={fieldLengths.recallItem.name}
        autoComplete="off"
        spellCheck={false}
        data-food-search
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={count > 0}
        aria-controls={count > 0 ? list : undefined}
        aria-activedescendant={count > 0 ? optionId(active) : undefined}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setActive(0);
          setFolded(false);
        }}
      />
      {count > 0 && (
        <div id={list} role="listbox" aria-label={words.matches} aria-busy={!isOwn} className={classes.options}>
          {hits.map((hit, index) => (
            <Option key={hit.id} id={optionId(index)} isActive={index === active} onTake={() => take(index)}>
              <HitLine hit={hit} />
            </Option>
          ))}
          {!foodsOnly && (
            <Option id={optionId(hits.length)} isActive={active === hits.length} onTake={() => take(hits.length)}>
              <TextLine text={text} isEmpty={isNone} />
            </Option>
          )}
          {adds && (
            <Option id={optionId(count - 1)} isActive={active === count - 1} onTake={() => take(count - 1)}>
              <span className="small">{words.addFood}</span>
            </Option>
          )}
        </div>
      )}
      {foodsOnly && isNone && (
        <p role="status" className="small muted">
          <NoMatch text={text} />
        </p>
      )}
    </div>
  );
}

interface OptionProps {
  id: string;
  isActive: boolean;
  onTake: () => void;
  children: ReactNode;
}

function Option({ id, isActive, onTake, children }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={classes.option}
      onMouseDown={(event) => {
        // the field still has the focus
        event.preventDefault();
        onTake();
      }}>
      {children}
    </div>
  );
}

function HitLine({ hit }: { hit: FoodHit }) {
  const { nutrients, foods: words } = useWords();
  const format = useFormat();
  const [first, rest] = nameParts(hit.name);
  const { count, measure, words: measured, grams } = hit.portion;
  const figure = (value: number | null, unit: string, digits = 0) =>
    value === null ? null : format.quantityOf({ value, unit }, digits);
  const protein = figure(hit.protein, "g");
  const about = [
    measure === "g" ? format.quantityOf({ value: grams, unit: "g" }, 0) : `${format.number(count, 2)} ${measured}`,
    measure === "g" ? null : figure(grams, "g"),
    figure(hit.kcal, words.kcal),
    protein === null ? null : `${protein} ${nutrients.names.protein.toLowerCase()}`,
  ];
  return (
    <>
      <span className={classes.hit} title={hit.description}>
        <span className="strong">{first}</span>
        {rest !== "" && <span className="small muted"> {rest}</span>}
      </span>
      <span className="small muted tabular">{about.filter(Boolean).join(", ")}</span>
    </>
  );
}

function TextLine({ text, isEmpty }: { text: string; isEmpty: boolean }) {
  const { foods: words } = useWords();
  return (
    <span className="small">
      {isEmpty && <NoMatch text={text} />}
      {words.storeAsText(text)}
    </span>
  );
}

/** What was searched without a match. */
function NoMatch({ text }: { text: string }) {
  const { foods: words } = useWords();
  const format = useFormat();
  const count = useClinicQuery(queries.foodCount());
  return count.value !== null && <>{words.noMatch(text, format.number(count.value.listed), count.value.own)} </>;
}
