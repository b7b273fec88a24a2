import { useFormat, useWords } from "../../../../words/speech";

/** "≥ 149" where a food has no value; a dash where there is no value at all. */
export function useSum() {
  const { foods: words } = useWords();
  const format = useFormat();
  return (of: { amount: number; unknown: number } | undefined, digits: number) => {
    if (of === undefined) return "";
    const amount = format.number(of.amount, digits);
    return of.unknown > 0 ? words.atLeast(amount) : amount;
  };
}
