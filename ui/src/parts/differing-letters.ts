import type { Piece } from "../ipc/views";

/** Letters as they are seen: an accent belongs to its letter. */
const lettersOf = (text: string) => text.match(/\P{M}\p{M}*/gu) ?? [];

/** Joins letters to pieces: a letter that the other text does not have at its place is changed. */
function pieces(letters: string[], isSame: boolean[]): Piece[] {
  const joined: Piece[] = [];
  letters.forEach((letter, index) => {
    const changed = !isSame[index];
    const last = joined.at(-1);
    if (last?.changed === changed) last.text += letter;
    else joined.push({ text: letter, changed });
  });
  return joined;
}

/**
 * Returns two short texts in pieces, with the letters that differ marked, so that a swapped digit of a date or a typing
 * error in a name is seen. The joined pieces of a text are that text.
 */
export function differingLetters(one: string, other: string): [Piece[], Piece[]] {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  // the longest common subsequence, by the lengths from each pair of letters on
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const [sameA, sameB] = [a.map(() => false), b.map(() => false)];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) sameA[i++] = sameB[j++] = true;
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return [pieces(a, sameA), pieces(b, sameB)];
}
