import ts from "typescript";
import { expect, it } from "vitest";

const SOURCES = ts.sys.resolvePath("src");
/** A label that is joined to its text, but not by the words of its language. */
const BY_HAND = /\$\{[^{}]*(\{[^{}]*\}[^{}]*)*\}: |\}: \{[a-z]|\.join\(": "\)/;
/** Its details are copied for whoever helps, in English. */
const COPIED = "screens/sync/SyncPage.tsx";

it("writes a colon only in words, since French puts a space before it", () => {
  const files = ts.sys
    .readDirectory(SOURCES, [".ts", ".tsx"])
    .map((file) => file.slice(SOURCES.length + 1))
    .filter((file) => !/^(words|test)\/|\.test\.tsx?$/.test(file) && file !== COPIED);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => BY_HAND.test(ts.sys.readFile(`${SOURCES}/${file}`) ?? ""))).toEqual([]);
});
