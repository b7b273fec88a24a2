import { useRef, useState } from "react";
import type { GridDay, Meal } from "../../../../ipc/views";
import { MEALS } from "./grid";

/** The words of the search that were not added, and where; a draft of an earlier version has the words alone. */
export interface LeftWords {
  text: string;
  day: number;
  meal: Meal | "";
}
export const NO_WORDS: LeftWords = { text: "", day: 0, meal: "" };

/** The day and the meal that are shown: at first those of the words that were left, unless another day was chosen. */
export function useSlot(days: GridDay[], nextMeal: (day: number) => Meal) {
  const [number, setNumber] = useState(1);
  const [meal, setMeal] = useState(() => nextMeal(1));
  const isAtStart = useRef(true);
  const toDay = (next: number) => {
    isAtStart.current = false;
    setNumber(next);
    setMeal(nextMeal(next));
  };
  const toLeft = ({ day, meal: left }: LeftWords) => {
    const isThere = days.some((of) => of.day === day) && MEALS.some((one) => one === left);
    if (isAtStart.current && isThere && left !== "") {
      setNumber(day);
      setMeal(left);
    }
    isAtStart.current = false;
  };
  return { day: days.find((of) => of.day === number) ?? days[0]!, meal, setMeal, toDay, toLeft };
}
