import type { ExchangeSum, ExchangesOf, FoodExchange } from "../../../../ipc/views";
import { useFormat, useWords } from "../../../../words/speech";

/** Formats exchanges, with the names of the groups if the table has several. */
export function useExchanges(of: ExchangesOf | null) {
  const { exchanges: words } = useWords();
  const format = useFormat();
  const isSingle = of?.groups.length === 1;
  const named = (group: number, amount: string) => (isSingle ? amount : `${amount} ${of?.groups[group]?.name ?? ""}`);
  const known = (amount: number, isAtLeast: boolean) =>
    isAtLeast ? words.atLeast(format.number(amount, 1)) : format.number(amount, 1);
  /** "3.2 of 4". */
  const text = ({ amount, unknown, target }: ExchangeSum) => {
    const shown = known(amount, unknown > 0);
    return target === null ? shown : words.of(shown, format.number(target, 1));
  };
  return {
    text,
    /** "1.5", or "1.5 Starch". */
    ofFood: (exchanges: FoodExchange[]) =>
      exchanges
        .map(({ group, amount, isAtLeast }) => named(group, amount === null ? format.dash : known(amount, isAtLeast)))
        .join(", "),
    /** The sum of a meal in one group; several groups have no room. */
    ofMeal: (groups: ExchangeSum[]) => (isSingle && groups[0] !== undefined ? text(groups[0]) : ""),
  };
}
