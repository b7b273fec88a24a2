export interface Piece { text: string; changed: boolean }

const CELLS_MAX = 4_000_000;

/** Splits both texts into words and marks those that the other lacks (longest common run of words). */
export function wordDiff(here: string, there: string): { here: Piece[]; there: Piece[] } {
  const [a, b] = [words(here), words(there)];
  // two very long texts would need more memory than a mark on every word is worth
  if (a.length * b.length > CELLS_MAX) return { here: [{ text: here, changed: true }], there: [{ text: there, changed: true }] };
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const left: Piece[] = [];
  const right: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(left, a[i]!, false);
      push(right, b[j]!, false);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      push(left, a[i]!, true);
      i += 1;
    } else {
      push(right, b[j]!, true);
      j += 1;
    }
  }
  return { here: left, there: right };
}

/** Words with the space that follows them, so that joined pieces give the text back. */
const words = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? [];

function push(pieces: Piece[], text: string, changed: boolean) {
  const last = pieces.at(-1);
  if (last?.changed === changed) last.text += text;
  else pieces.push({ text, changed });
}
