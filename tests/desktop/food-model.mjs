// What foods weigh, computed from the reference lists by this file alone: an opinion besides the program's own.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./window.mjs";

const FOODS = path.join(root, "seeds/reference/foods");
/** Avoirdupois, as NIST Handbook 44 has them. */
const GRAMS = { g: 1, kg: 1000, mg: 0.001, oz: 28.349523125, lb: 453.59237 };
const MILLILITRES = { ml: 1, cl: 10, dl: 100, l: 1000 };
/** The measures of the list that are a volume of the United States, in millilitres. */
const VOLUMES = { cup: 236.5882365, "fl oz": 29.5735295625, tbsp: 14.78676478125, tablespoon: 14.78676478125 };
/** Half of the last decimal that is stored. */
const TOLERANCE = 0.005 + 1e-9;

/** The cells of each line of a list but its first; a quoted cell may have commas and doubled quotes. */
function rowsOf(name) {
  const lines = readFileSync(path.join(FOODS, name), "utf8").trim().split(/\r?\n/).slice(1);
  const cell = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  return lines.map((line) =>
    [...line.matchAll(cell)].map(([, quoted, plain]) => (quoted ?? plain ?? "").replaceAll('""', '"')),
  );
}

const measures = rowsOf("measures.csv").map(([food, , amount, name, grams]) => ({
  food,
  name,
  each: Number(grams) / Number(amount),
}));

/** What one of a measure weighs by the list: the first one that is called so, else the first that begins so. */
function weightOf(food, name) {
  const list = measures.filter((measure) => measure.food === food);
  const measure = list.find((of) => of.name === name) ?? list.find((of) => of.name.startsWith(name));
  if (measure === undefined) throw new Error(`the list has no '${name}' of ${food}`);
  return measure.each;
}

/**
 * The grams of `2 cup`, `1/3 cup`, `150 g` or `250 ml by cup`; the last weighs a volume by that measure of the food.
 */
export function gramsOf(food, amount) {
  const [, above, below = "1", unit, by] = /^([\d.]+)(?:\/(\d+))? (.+?)(?: by (.+))?$/.exec(amount);
  const count = Number(above) / Number(below);
  if (by !== undefined) return ((count * MILLILITRES[unit]) / VOLUMES[by]) * weightOf(food, by);
  return count * (GRAMS[unit] ?? weightOf(food, unit));
}

/** Whether so many grams are stored for an amount. */
export const isStored = (grams, wanted) => Math.abs(grams - wanted) <= TOLERANCE;
