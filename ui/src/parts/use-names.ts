import { languageField } from "../ipc/bindings";
import type { ConflictField, Piece, ReviewField } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** A day, and a time by the clocks of the clinic, as the clinic writes both. */
const DATED = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/;

/** A decimal of the clinic, which has a point, alone or before its unit: "40.00", "61.5 kg". */
const DECIMAL = /^(-?\d+)\.(\d+)((?: [^\d\s.]{1,12})?)$/;

/** The suffix of a reading that a user has confirmed. */
const CONFIRMED = / \u2713$/;

const BEGUN = ".created";

/** Words for the clinic's codes; a code of a later version is shown as it is. */
export function useNames() {
  const { cells, chips, choices, fields, sync } = useWords();
  const format = useFormat();
  // of what a row begins with there is no value: it is called as its rows are
  const kinds: Record<string, string> = sync.damageKinds;
  const begun = (code: string) => (code.endsWith(BEGUN) ? kinds[code.slice(0, -BEGUN.length)] : undefined);
  const what = (code: string) => cells[code] ?? begun(code) ?? code;
  /** A day and a decimal in the form of the language; any other text is as it was written. */
  const written = (stored: string) => {
    const text = stored.replace(CONFIRMED, "");
    const confirmed = text === stored ? "" : `, ${chips.confirmedValue}`;
    const dated = DATED.exec(text);
    if (dated !== null) return [format.day(dated[1]!), dated[2]].filter(Boolean).join(", ") + confirmed;
    return text.replace(DECIMAL, `$1${format.fractionSign}$2$3`) + confirmed;
  };
  const valueOf = (name: string, isChoice: boolean, text: string) => {
    if (isChoice) return choices[text] ?? text;
    return name === languageField ? format.language(text) : written(text);
  };
  const value = (field: ConflictField, text: string | null) =>
    text === null ? null : valueOf(field.name, field.isChoice, text);
  return {
    what,
    /** What several fields are of, each once. */
    whatOf: (of: ReviewField[]) => [...new Set(of.map((field) => field.what))].map(what).join(", "),
    field: (code: string) => fields[code] ?? code,
    value,
    /** The text of a field that would be written. */
    text: ({ name, isChoice, text }: ReviewField) => valueOf(name, isChoice, text),
    /** The text of a sibling in pieces; what is not shown as it was written differs as one. */
    pieces: (field: ConflictField, sibling: number): Piece[] => {
      const stored = field.values[sibling] ?? null;
      const text = value(field, stored);
      const isOne = field.isChoice || field.name === languageField || text !== stored;
      return isOne ? (text === null ? [] : [{ text, changed: true }]) : (field.pieces[sibling] ?? []);
    },
  };
}
