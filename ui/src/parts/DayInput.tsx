import { DateInput, type DateInputProps } from "@mantine/dates";
import { type FormEvent, type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import "dayjs/locale/fr";
import { beforeLeaving } from "../ipc/unsaved";
import { useFormat, useLanguage, useToday, useWords } from "../words/speech";
import { type Aim, readNearDay, readWeekday } from "../words/time";
import { isFocusGiven } from "./given-focus";

type Passed = "w" | "size" | "label" | "aria-label" | "description" | "placeholder" | "error" | "withAsterisk";

interface Props extends Pick<DateInputProps, Passed | "readOnly" | "getDayProps"> {
  value: string | null;
  /** What a day without a year is. */
  aim: Aim;
  /** The day that "+2w" counts from; today without one. */
  from?: string;
  minDate?: string;
  maxDate?: string;
  showsWeekday?: boolean;
  /** The name of the button that empties it; without one it cannot be empty. */
  clearLabel?: string;
  onChange: (day: string | null) => void;
}

/**
 * A day, typed in any form or chosen from a month. A short form is taken with Enter or on leaving the field; a text
 * that is no day stays there with an error, and its form is not submitted.
 */
export function DayInput({ value, aim, from, showsWeekday, clearLabel, error, onChange, ...input }: Props) {
  const { days: words } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const today = useToday();
  const field = useRef<HTMLInputElement>(null);
  /** What is typed and not taken yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  const [shown, setShown] = useState(value);
  const forget = () => (setTyped(null), setRefused(false));
  const [isInside, setInside] = useState(false);
  /** The program put the focus there: the month would cover what is below it, and nobody asked for it. */
  const [isMonthShut, setMonthShut] = useState(false);
  if (shown !== value) {
    setShown(value);
    // what is being typed counts, whatever is proposed meanwhile
    if (!isInside) forget();
  }
  const { minDate, maxDate } = input;
  const wrong = (day: string | null): string | null => {
    if (day === null) return words.none;
    if (minDate !== undefined && day < minDate) return words.notBefore(format.day(minDate));
    return maxDate !== undefined && day > maxDate ? words.notAfter(format.day(maxDate)) : null;
  };
  const day = typed === null ? null : readNearDay(typed, aim, from ?? today, today);
  const problem = typed === null ? null : wrong(day);
  /** Whether nothing is left that is no day. */
  const take = () => {
    if (typed === null) return true;
    if (problem !== null) return (setRefused(true), false);
    forget();
    field.current?.setCustomValidity("");
    if (day !== value) onChange(day);
    return true;
  };
  const isWaiting = typed !== null;
  useEffect(() => field.current?.setCustomValidity(isWaiting ? words.none : ""), [isWaiting, words]);
  const takeAtLast = useEffectEvent(() => {
    const isTaken = take();
    // what prevents it may be out of sight
    if (!isTaken) field.current?.focus();
    return Promise.resolve(isTaken);
  });
  useEffect(() => {
    // of a form it is asked when that is submitted; at a lock it may be half typed
    if (!isWaiting || field.current?.form) return;
    return beforeLeaving((why) => (why === "lock" ? Promise.resolve(true) : takeAtLast()));
  }, [isWaiting]);
  const onInput = ({ currentTarget: { value: text } }: FormEvent<HTMLInputElement>) => {
    const isBlank = text.trim() === "";
    const full = readWeekday(text);
    setMonthShut(false);
    setRefused(false);
    setTyped((isBlank && (clearLabel !== undefined || value === null)) || wrong(full) === null ? null : text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || take()) return;
    event.preventDefault();
    // nor does Ctrl press the button of the page
    event.stopPropagation();
  };
  const onBlur = () => {
    setInside(false);
    // an emptied field shows its day again
    if (typed?.trim() === "") forget();
    else take();
  };
  const onInvalid = (event: FormEvent<HTMLInputElement>) => {
    event.preventDefault();
    if (take()) return;
    event.currentTarget.focus();
  };
  return (
    <DateInput
      {...input}
      ref={field}
      locale={language}
      value={value}
      error={isRefused && problem !== null ? problem : error}
      clearable={clearLabel !== undefined}
      clearButtonProps={{ "aria-label": clearLabel }}
      valueFormat={(at) => (showsWeekday === true ? format.shortWeekday(at) : format.day(at))}
      dateParser={readWeekday}
      fixOnBlur={problem === null || typed?.trim() === ""}
      popoverProps={{ disabled: isMonthShut || input.readOnly === true }}
      onFocus={() => (setInside(true), setMonthShut(isFocusGiven()))}
      onClick={() => setMonthShut(false)}
      onInput={onInput}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      onInvalid={onInvalid}
      onChange={(to) => (forget(), onChange(to))}
    />
  );
}
