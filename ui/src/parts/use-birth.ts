import type { PatientName } from "../ipc/views";
import { useFormat, useToday, useWords } from "../words/speech";

type Born = Pick<PatientName, "birthDate" | "birthDateEstimated">;

/** Formats birth dates and ages; an estimate is never shown as if it were known. */
export function useBirth() {
  const { patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const about = (of: Born, fact: string) => (of.birthDateEstimated ? patients.about(fact) : fact);
  const day = (of: Born) => (of.birthDate === null ? patients.noBirth : about(of, format.day(of.birthDate)));
  return {
    /** "12 Mar 1992", "about 1 Jul 1960", or that none is recorded. */
    day,
    /** "34 y" or "about 66 y"; empty without a birth date. */
    age: (of: Born) => (of.birthDate === null ? "" : about(of, format.age(of.birthDate, today))),
    /** What tells namesakes apart. */
    facts: (of: PatientName) => [day(of), patients.fileNumber(of.fileNumber)].join(" · "),
  };
}
