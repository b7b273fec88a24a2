import type { ConflictField, Piece } from "../../ipc/views";
import { useWords } from "../../words/speech";

/** The words for what the clinic names by a code; a code of a later version is shown as it is. */
export function useNames() {
  const { cells, choices, fields } = useWords();
  const value = (field: ConflictField, text: string | null) =>
    text !== null && field.isChoice ? (choices[text] ?? text) : text;
  return {
    what: (code: string) => cells[code] ?? code,
    field: (code: string) => fields[code] ?? code,
    value,
    /** The text of a sibling in pieces; a choice differs as one. */
    pieces: (field: ConflictField, sibling: number): Piece[] => {
      const text = value(field, field.values[sibling] ?? null);
      return field.isChoice ? (text === null ? [] : [{ text, changed: true }]) : (field.pieces[sibling] ?? []);
    },
  };
}
