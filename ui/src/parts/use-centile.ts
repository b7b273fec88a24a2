import type { ChildCentile } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** Formats a child's centile as a whole number: near its ends a reference is no more precise. */
export function useCentile() {
  const { growth } = useWords();
  const format = useFormat();
  const of = (percent: number) => {
    if (percent < 1) return growth.belowFirst;
    return percent > 99 ? growth.aboveLast : growth.onCentile(Math.round(percent));
  };
  /** "45th centile"; nothing for an adult. */
  const short = (centile: ChildCentile | null) => (centile === null ? "" : of(centile.centile));
  /** "45th centile, WHO 0 to 5 years, corrected age". */
  const full = (centile: ChildCentile | null) => {
    if (centile === null) return "";
    const text = growth.byReference(of(centile.centile), growth.references[centile.reference]);
    return centile.isCorrected ? growth.byCorrectedAge(text) : text;
  };
  /** "10.4 kg (45th centile, WHO 0 to 5 years)"; of an adult the value alone. */
  const after = (value: string, centile: ChildCentile | null) =>
    centile === null ? value : `${value} (${full(centile)})`;
  /** "10.4 kg (28th centile, z −0.57, WHO Child Growth Standards 2006, age 683 days)": to be computed again. */
  const stated = (value: string, centile: ChildCentile | null) => {
    if (centile === null) return value;
    const { z, reference, ageDays, isCorrected } = centile;
    const age = (isCorrected ? growth.correctedAgeDays : growth.ageDays)(ageDays, format.number(ageDays));
    return `${value} (${[of(centile.centile), `z ${format.signed(z, 2)}`, growth.tables[reference], age].join(", ")})`;
  };
  return { of, short, full, after, stated };
}
