import type { TargetView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** As many as an amount is stored with. */
const DECIMALS = 3;

/** Gives an amount in words: `75 g`, `at least 25 g`, `1,500 to 2,300 mg`. */
export function useAmount(): (target: Pick<TargetView, "low" | "high" | "unit">) => string {
  const { targets: words } = useWords();
  const format = useFormat();
  return ({ low, high, unit }) => {
    const of = (value: number) => format.quantityOf({ value, unit }, DECIMALS);
    if (low === null) return high === null ? words.unknown : words.atMost(of(high));
    if (high === null) return words.atLeast(of(low));
    return low === high ? of(low) : words.between(format.number(low, DECIMALS), of(high));
  };
}
