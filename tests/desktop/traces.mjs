// What a word, or a sealed value, leaves in files.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** A word in every form in which it could have been left, the base64 of each of its beginnings among them. */
export const formsOf = (word) => [
  Buffer.from(word),
  Buffer.from(word.toUpperCase()),
  Buffer.from(word, "utf16le"),
  Buffer.from(Buffer.from(word).toString("hex")),
  ...[0, 1, 2].map((skipped) => {
    const text = Buffer.concat([Buffer.alloc(skipped), Buffer.from(word)]).toString("base64");
    return Buffer.from(text.slice(skipped === 0 ? 0 : 4, -4));
  }),
];

/** The files below a folder that have one of these bytes; `except` is a folder that is left out. */
export function filesWith(folder, forms, except = null) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return file === except ? [] : filesWith(file, forms, except);
    if (!entry.isFile()) return [];
    const bytes = bytesOf(file);
    return forms.some((form) => bytes.includes(form)) ? [file] : [];
  });
}

function bytesOf(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    // it has gone since its folder was listed
    if (error.code !== "ENOENT") throw error;
    return Buffer.alloc(0);
  }
}
