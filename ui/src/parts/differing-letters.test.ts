import { expect, it } from "vitest";
import { differingLetters } from "./differing-letters";

const bracketed = (one: string, other: string) =>
  differingLetters(one, other).map((pieces) =>
    pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join(""),
  );

it.each([
  ["12 Mar 1992", "12 Mar 1998", "12 Mar 199[2]", "12 Mar 199[8]"],
  ["21 Mar 1992", "12 Mar 1992", "[2]1 Mar 1992", "1[2] Mar 1992"],
  ["Okafor", "Okaför", "Okaf[o]r", "Okaf[ö]r"],
  ["Mary", "Marie", "Mar[y]", "Mar[ie]"],
  ["Zoe\u0301", "Zoe", "Zo[e\u0301]", "Zo[e]"],
  ["王小明", "王晓明", "王[小]明", "王[晓]明"],
  ["Ama", "Ama", "Ama", "Ama"],
  ["Ama", "", "[Ama]", ""],
])("marks what differs between %s and %s", (one, other, ours, theirs) => {
  expect(bracketed(one, other)).toEqual([ours, theirs]);
});
