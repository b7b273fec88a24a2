import type { LabBound, LabInterval, LabReading, LabResultView, LabValue } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";

const DECIMALS = 3;
const SIGNS: Record<LabBound, string> = { exactly: "", below: "<", atMost: "≤", above: ">", atLeast: "≥" };

/** How values, intervals and tests of a laboratory are written. */
export function useLabWords() {
  const { labs: words, labTests } = useWords();
  const format = useFormat();
  const amount = (number: number, unit: string) => format.quantityOf({ value: number, unit }, DECIMALS);
  const value = ({ bound, number, unit }: LabValue) => `${SIGNS[bound]}${amount(number, unit)}`;
  const range = ({ low, high, unit }: Pick<LabInterval, "low" | "high" | "unit">) => {
    if (low !== null && high !== null) return `${format.number(low, DECIMALS)}–${amount(high, unit)}`;
    if (low !== null) return words.from(amount(low, unit));
    return high === null ? "" : words.upTo(amount(high, unit));
  };
  const interval = (by: LabInterval) => [range(by), words.kinds[by.kind], by.source].filter(Boolean).join(", ");
  return {
    amount,
    value,
    /** What a value is judged by with its source, or why by nothing; empty for words. */
    judged: ({ interval: by, unjudged }: LabReading) => {
      if (by !== null) return interval(by);
      return unjudged === null ? "" : words.unjudged[unjudged];
    },
    /** The same value in the other unit, where that is another number. */
    other: ({ value: own, other }: LabReading) =>
      other === null || other.number === own?.number ? "" : words.is(value(other)),
    name: ({ test, name }: Pick<LabResultView, "test" | "name">) => (test === null ? name : (labTests[test] ?? name)),
    /** As it stands on the paper. */
    entered: ({ entered, unit }: Pick<LabResultView, "entered" | "unit">) => [entered, unit].filter(Boolean).join(" "),
  };
}
