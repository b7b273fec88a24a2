import type { ConflictField, Piece } from "../../ipc/views";
import { useWords } from "../../words/speech";

/** The words for what the clinic names by a code. A code of a later version is shown as it is, which is better than nothing. */
export function useNames() {
  const { conflictNames: words } = useWords();
  const value = (field: ConflictField, said: string | null) => (said !== null && field.isChoice ? (words.choices[said] ?? said) : said);
  return {
    what: (code: string) => words.whats[code] ?? code,
    field: (code: string) => words.fields[code] ?? code,
    value,
    /** What a side says; a choice differs as a whole. */
    pieces: (field: ConflictField, side: number): Piece[] => {
      const said = value(field, field.values[side] ?? null);
      return field.isChoice ? (said === null ? [] : [{ text: said, changed: true }]) : (field.pieces[side] ?? []);
    },
  };
}
