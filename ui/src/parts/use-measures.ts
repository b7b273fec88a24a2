import type { HowTaken, Measure, MeasureProblem, PossibleRange, Quantity, ReadingCorrection } from "../ipc/views";
import { useFormat, useTimeZone, useToday, useWords } from "../words/speech";
import { dayOf } from "../words/time";

/** The clinic's own kinds have three decimals at most. */
const OWN_DECIMALS = 3;

/** Identifies a kind among all others. */
export const keyOf = (kind: Measure): string => (typeof kind === "string" ? kind : kind.own);

interface Dated {
  measuredAt: string;
  enteredAt: string;
}

interface OfValue {
  kind: Measure;
  unit: string;
  possible: PossibleRange | null;
}

/** How measures are called and written: those of the program in words, the clinic's own by their name. */
export function useMeasures() {
  const { visits, measurementKinds: words } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const today = useToday();
  const own = (value: number, unit: string) => format.quantityOf({ value, unit }, OWN_DECIMALS);
  const name = (kind: Measure) => (typeof kind === "string" ? visits.kinds[kind] : (kind.name ?? words.notHere));
  const value = (kind: Measure, quantity: Quantity) =>
    typeof kind === "string" ? format.quantity(quantity) : own(quantity.value, quantity.unit);
  /** Why a text is not a value of a kind. */
  const problem = ({ kind, unit, possible }: OfValue, why: MeasureProblem) => {
    if (why === "twoNumbers") return words.twoNumbers;
    if (typeof kind === "string") return visits.problem[why](visits.kinds[kind], visits.examples[kind]);
    if (why === "unknownUnit") return words.unknownUnit(name(kind), unit);
    if (why === "impossible" && possible !== null)
      return words.impossible(name(kind), own(possible.low, ""), own(possible.high, unit));
    return words.notANumber(own(possible?.high ?? 1, unit));
  };
  const day = (of: string) => (of.slice(0, 4) === today.slice(0, 4) ? format.shortDay(of) : format.day(of));
  const entered = (of: Dated) =>
    dayOf(of.enteredAt, timeZone) === today ? words.today : day(dayOf(of.enteredAt, timeZone));
  /** "measured 19 Nov, entered today"; null where it was measured on the day of its visit. */
  const datedBack = (of: Dated | null, visitAt: string) => {
    if (of === null || dayOf(of.measuredAt, timeZone) === dayOf(visitAt, timeZone)) return null;
    return words.measuredAndEntered(day(dayOf(of.measuredAt, timeZone)), entered(of));
  };
  /** "entered today"; null where it was measured on that day. */
  const enteredLater = (of: Dated) =>
    dayOf(of.measuredAt, timeZone) === dayOf(of.enteredAt, timeZone) ? null : words.entered(entered(of));
  /** "was 74.2 kg, entered by A. Mensah; changed 3 Nov, 12:40 by B. Osei"; null where nothing was corrected. */
  const formerValue = ({ kind, corrected }: { kind: Measure; corrected: ReadingCorrection | null }) => {
    if (corrected === null) return null;
    const { quantity, was, wasBy, at, by } = corrected;
    const shown = quantity === null ? was || words.damaged : value(kind, quantity);
    const former = wasBy === "" ? words.was(shown) : words.wasBy(shown, wasBy);
    return words.changed(former, format.dateTime(at), by);
  };
  /** "reported, fasting, with Omron M3"; empty where it was measured here and nothing more is known. */
  const howTaken = ({ method, device, context }: HowTaken) =>
    [
      method === null || method === "measured" ? "" : words.methods[method],
      context === null ? "" : words.contexts[context],
      device === "" ? "" : words.withDevice(device),
    ]
      .filter(Boolean)
      .map((part, index) => (index === 0 ? part : part.charAt(0).toLowerCase() + part.slice(1)))
      .join(", ");
  /** "5.4 mmol/L (fasting)"; the value alone where it was measured here and nothing more is known. */
  const taken = (value: string, how: HowTaken) => {
    const text = howTaken(how);
    return text === "" ? value : `${value} (${text.charAt(0).toLowerCase()}${text.slice(1)})`;
  };
  return { name, value, problem, datedBack, enteredLater, formerValue, howTaken, taken };
}
