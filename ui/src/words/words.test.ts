import { describe, expect, it } from "vitest";
import { areas } from "./index";

/** Every key with the kind of thing behind it: a text, or a sentence with so many gaps. */
function shape(words: unknown, path = ""): string[] {
  if (typeof words === "string") return [`${path}: text`];
  if (typeof words === "function") return [`${path}: ${words.length} gaps`];
  return Object.entries(words as Record<string, unknown>)
    .flatMap(([key, value]) => shape(value, `${path}.${key}`))
    .sort();
}
function texts(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String((words as (...gaps: unknown[]) => unknown)("x", "y", "z", "w"))];
  return Object.values(words as Record<string, unknown>).flatMap(texts);
}

describe.each(Object.entries(areas))("the words of %s", (_area, { en, fr }) => {
  it("are the same keys in English and French", () => {
    expect(shape(fr)).toEqual(shape(en));
  });
  it("never shout and hold no picture letters", () => {
    for (const text of [...texts(en), ...texts(fr)]) {
      expect(text).not.toMatch(/!|\p{Extended_Pictographic}/u);
    }
  });
});
