import { diffArrays } from "diff";
import type { Piece } from "../ipc/views";

/** Letters as they are seen: an accent belongs to its letter. */
const lettersOf = (text: string) => text.match(/\P{M}\p{M}*/gu) ?? [];

/**
 * Returns two short texts in pieces, with the letters that differ marked, so that a swapped digit of a date or a typing
 * error in a name is seen. The joined pieces of a text are that text.
 */
export function differingLetters(one: string, other: string): [Piece[], Piece[]] {
  const parts = diffArrays(lettersOf(one), lettersOf(other));
  const pieces = (absent: "added" | "removed") =>
    parts
      .filter((part) => !part[absent])
      .map((part) => ({ text: part.value.join(""), changed: part.added || part.removed }));
  return [pieces("added"), pieces("removed")];
}
