import type { LabOrderedTest, LabOrderView, LabStep } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** Formats what is ordered from a laboratory. */
export function useOrderWords() {
  const { labOrders: words, labTests } = useWords();
  const format = useFormat();
  const name = ({ test, name: own }: Pick<LabOrderedTest, "test" | "name">) =>
    test === null ? own : (labTests[test] ?? own);
  const names = (tests: Pick<LabOrderedTest, "test" | "name">[]) => tests.map(name).join(", ");
  const step = ({ on, at, by }: LabStep) =>
    words.step([format.day(on), at !== null && format.time(at)].filter(Boolean).join(" "), by);
  const wished = ({ wishedOn }: Pick<LabOrderView, "wishedOn">) =>
    wishedOn === null ? words.soon : format.day(wishedOn);
  return {
    name,
    names,
    step,
    /** The steps that an order has behind it, in words. */
    steps: ({ ordered, collected, resulted, cancelled, read }: LabOrderView) =>
      Object.entries({ ordered, collected, resulted, cancelled, read }).flatMap(([key, of]) =>
        of === null ? [] : [`${words.steps[key as keyof typeof words.steps]} ${step(of)}`],
      ),
    /** Until when it is wished. */
    wished,
    /** What was ordered before a correction; empty of an order that was not corrected. */
    was: ({ former }: LabOrderView) =>
      former === null
        ? ""
        : words.was(
            [names(former.tests), wished(former), former.note].filter(Boolean).join(", "),
            step(former.corrected),
          ),
  };
}
