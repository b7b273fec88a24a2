// What a user does at the preview of a print, and what the file has in it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { KEY } from "./webdriver.mjs";

/** Runs in the page: whether the first page has ink on it. */
const IS_DRAWN =
  "const c = document.querySelector('[role=dialog] canvas'); return c !== null && c.width > 300 && " +
  "[...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].some((dot) => dot < 100)";

/** Waits until the preview shows its page: its number is there before, and what is beside it may still move. */
export const pageDrawn = (who) => who.until("the page to be drawn", () => who.run(IS_DRAWN));

/** Saves what the preview shows as this file. */
export async function savePdf(who, file) {
  await pageDrawn(who);
  await who.press("Save PDF", "[role=dialog]");
  await who.see("The copy will not be encrypted. Whoever has the file can read it.");
  await who.run("[...document.querySelectorAll('[role=dialog]')].at(-1).querySelector('input').select()");
  await who.strikeAll(...file, KEY.enter);
  await who.see(`Saved as ${file}.`);
  await who.strike(KEY.enter);
}

/** The words of each page of a print on one line, without the marks around what was typed. */
export const pagesOf = (file) =>
  execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" })
    .replaceAll(/[\u2066-\u2069]/g, "")
    .split("\f")
    .slice(0, -1)
    .map((page) => page.replaceAll(/\s+/g, " "));

/** The words of a print on one line. */
export const textOf = (file) => pagesOf(file).join(" ");

export function has(file, ...parts) {
  const text = textOf(file);
  for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`);
}
