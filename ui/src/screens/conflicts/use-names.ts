import type { ConflictField, Piece } from "../../ipc/views";
import { useWords } from "../../words/speech";

/** The words for what the clinic names by a code; a code of a later version is shown as it is. */
export function useNames() {
  const { cells, choices, fields } = useWords();
  const value = (field: ConflictField, said: string | null) =>
    said !== null && field.isChoice ? (choices[said] ?? said) : said;
  return {
    what: (code: string) => cells[code] ?? code,
    field: (code: string) => fields[code] ?? code,
    value,
    /** What a side says; a choice differs as a whole. */
    pieces: (field: ConflictField, side: number): Piece[] => {
      const said = value(field, field.values[side] ?? null);
      return field.isChoice ? (said === null ? [] : [{ text: said, changed: true }]) : (field.pieces[side] ?? []);
    },
  };
}
