import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { fieldLengths } from "../../../../ipc/bindings";
import { queries } from "../../../../ipc/queries";
import { useClinicQuery } from "../../../../ipc/use-clinic";
import type { FoodMeasure } from "../../../../ipc/views";
import { useFormat, useLanguage, useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import { TYPED } from "./use-writes";

interface Props {
  name: string;
  /** The id of the food; null while it is not known. */
  food: string | null;
  text: string;
  error?: string;
  autoFocus?: boolean;
  /** The user is typing already, so the text is not selected. */
  isBegun?: boolean;
  onChange: (text: string) => void;
  onEnter: () => void;
  onEscape: () => void;
  onBlur?: () => void;
}

/** The field for the amount of a food. Its text is selected at first; Alt and arrow down list the measures. */
export function AmountField({ name, food, text, error, autoFocus = false, isBegun = false, ...props }: Props) {
  const { foods: words } = useWords();
  const format = useFormat();
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const isTouched = useRef(isBegun);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  // select a default amount in the same render, so that even a fast key replaces it
  useLayoutEffect(() => {
    if (!isTouched.current && document.activeElement === input.current) input.current?.select();
  }, [text]);
  const optionId = (index: number) => `${list}-${index}`;
  const change = (next: string) => {
    isTouched.current = true;
    props.onChange(next);
  };
  const measures = useMeasures(isOpen ? food : null);
  const take = (measure: FoodMeasure) => {
    setIsOpen(false);
    change(`${format.typed(measure.count)} ${measure.words}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const current = isOpen ? measures[active] : undefined;
    if (step === 1 && event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      setActive(0);
      setIsOpen(true);
    } else if (step !== 0 && isOpen && measures.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      setActive((active + step + measures.length) % measures.length);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      if (current === undefined) props.onEnter();
      else take(current);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (isOpen) setIsOpen(false);
      else props.onEscape();
    }
  };
  return (
    <div className={classes.amount}>
      <TextInput
        ref={input}
        size="xs"
        aria-label={words.amountOf(name)}
        value={text}
        maxLength={fieldLengths.recallItem.entered}
        error={error}
        autoComplete="off"
        spellCheck={false}
        {...{ [TYPED]: true }}
        role="combobox"
        aria-expanded={isOpen && measures.length > 0}
        aria-controls={isOpen && measures.length > 0 ? list : undefined}
        aria-activedescendant={isOpen && measures.length > 0 ? optionId(active) : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setIsOpen(false);
          props.onBlur?.();
        }}
        onFocus={(event) => !isTouched.current && event.currentTarget.select()}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {isOpen && measures.length > 0 && (
        <MeasureList id={list} measures={measures} active={active} optionId={optionId} onTake={take} />
      )}
    </div>
  );
}

function useMeasures(food: string | null): FoodMeasure[] {
  const language = useLanguage();
  return useClinicQuery(queries.foodMeasures(food, language)).value ?? [];
}

interface ListProps {
  id: string;
  measures: FoodMeasure[];
  active: number;
  optionId: (index: number) => string;
  onTake: (measure: FoodMeasure) => void;
}

function MeasureList({ id, measures, active, optionId, onTake }: ListProps) {
  const { foods: words } = useWords();
  const format = useFormat();
  return (
    <div id={id} role="listbox" aria-label={words.measures} className={classes.measures}>
      {measures.map((measure, index) => (
        <div
          key={measure.seq}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={classes.option}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(measure);
          }}>
          <span>{`${format.number(measure.count, 2)} ${measure.words}`}</span>
          <span className="small muted tabular">{format.quantityOf({ value: measure.grams, unit: "g" }, 1)}</span>
        </div>
      ))}
    </div>
  );
}

/** The weight of the typed amount: "= 488 g"; empty where it cannot be read. */
export function useTypedGrams(food: string | null, text: string, measure: string): string {
  const { foods: words } = useWords();
  const format = useFormat();
  const portion = useClinicQuery(queries.foodPortion(food, text, measure));
  if (portion.value === null) return "";
  return words.is(format.quantityOf({ value: portion.value.grams, unit: "g" }, 1));
}
