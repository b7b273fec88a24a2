import type { LabTestInfo } from "../../../ipc/views";

/** A test of the list with its name in the language of the window. */
export interface NamedTest extends LabTestInfo {
  label: string;
}
const SHOWN_MAX = 8;

const folded = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim();

/** How well a test matches the text; smaller is better, null for no match. */
function rank(test: NamedTest, text: string): number | null {
  const [short, label] = [folded(test.short), folded(test.label)];
  if (short === text || label === text) return 0;
  if (short.startsWith(text)) return 1;
  if (label.startsWith(text)) return 2;
  const words = label.split(/[\s(),/-]+/);
  const isFragment = (part: string) => words.some((word) => word.startsWith(part)) || short.startsWith(part);
  if (text.split(/\s+/).every(isFragment)) return 3;
  return label.includes(text) || folded(test.name).startsWith(text) ? 4 : null;
}

/** The matching tests, the best first; equal ones in the order of the list. */
export function findTests(tests: NamedTest[], typed: string): NamedTest[] {
  const text = folded(typed);
  if (text === "") return [];
  const ranked = tests.flatMap((test) => {
    const fits = rank(test, text);
    return fits === null ? [] : [{ test, fits }];
  });
  return ranked
    .sort((a, b) => a.fits - b.fits)
    .slice(0, SHOWN_MAX)
    .map(({ test }) => test);
}
