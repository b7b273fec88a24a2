import { languageField } from "../ipc/bindings";
import type { ConflictField, Piece, ReviewField } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** A day, and a time by the clocks of the clinic, as the clinic writes both. */
const DATED = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/;

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
  const isNamed = (field: ConflictField) => field.isChoice || field.name === languageField;
  const value = (field: ConflictField, text: string | null) => {
    if (text === null || !isNamed(field)) return text;
    return field.isChoice ? (choices[text] ?? text) : format.language(text);
  };
  return {
    what,
    /** What several fields are of, each once. */
    whatOf: (of: ReviewField[]) => [...new Set(of.map((field) => field.what))].map(what).join(", "),
    field: (code: string) => fields[code] ?? code,
    value,
    /** The text of a field that would be written. */
    text: ({ name, isChoice, text: stored }: ReviewField) => {
      const text = stored.replace(CONFIRMED, `, ${chips.confirmedValue}`);
      if (name === languageField) return format.language(text);
      const dated = DATED.exec(text);
      if (isChoice || dated === null) return isChoice ? (choices[text] ?? text) : text;
      return [format.day(dated[1]!), dated[2]].filter(Boolean).join(", ");
    },
    /** The text of a sibling in pieces; a choice or a language differs as one. */
    pieces: (field: ConflictField, sibling: number): Piece[] => {
      const text = value(field, field.values[sibling] ?? null);
      return isNamed(field) ? (text === null ? [] : [{ text, changed: true }]) : (field.pieces[sibling] ?? []);
    },
  };
}
