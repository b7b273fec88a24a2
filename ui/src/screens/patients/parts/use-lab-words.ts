import type { LabBound, LabInterval, LabReading, LabResultView, LabValue } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";

const DECIMALS = 3;
const SIGNS: Record<LabBound, string> = { exactly: "", below: "<", atMost: "≤", above: ">", atLeast: "≥" };

/** Formats laboratory values, intervals and tests. */
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
  const sourceOf = (by: LabInterval) => [words.kinds[by.kind], by.source].filter(Boolean).join(", ");
  const interval = ({ interval: by, unjudged }: LabReading) => {
    if (by !== null) return range(by);
    return unjudged === null ? "" : words.unjudged[unjudged];
  };
  const source = ({ interval: by }: LabReading) => (by === null ? "" : sourceOf(by));
  return {
    amount,
    value,
    /** The interval that a value is compared with, or why there is none; empty for words of an unknown test. */
    interval,
    /** Who states that interval; empty where there is none. */
    source,
    /** Both in one line. */
    judged: (reading: LabReading) => [interval(reading), source(reading)].filter(Boolean).join(", "),
    /** The same value in the other unit, where that is another number. */
    other: ({ value: own, other }: LabReading) =>
      other === null || other.number === own?.number ? "" : words.is(value(other)),
    name: ({ test, name }: Pick<LabResultView, "test" | "name">) => (test === null ? name : (labTests[test] ?? name)),
    /** The value as it is on the paper. */
    entered: ({ entered, unit }: Pick<LabResultView, "entered" | "unit">) => [entered, unit].filter(Boolean).join(" "),
  };
}
