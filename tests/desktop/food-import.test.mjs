// A kitchen's list of foods is imported in the real window by keys: what would be done is read first, line by line, and
// the same list brings nothing twice, and an import is undone.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const HEADINGS = "name,name_fr,group,energy (kcal),protein_g,measures,allergens,free_of,price";
const LINES = [
  HEADINGS,
  "Okra soup,Soupe de gombo,dishes,68,2.1,bowl=300,,gluten; milk,3",
  ",Sans nom,dishes,50,1,,,,2",
  "Lentil loaf,,cars,140,9,slice=80,gluten,,4",
  "Oat drink of the kitchen,,dairy,46,0.3,cup=240; glass=200,gluten,milk,1",
  "Heavy bar,,dishes,400,101,,,,5",
];

let who;
let data;
const step = journey(test);
const claire = (...words) => nutrivault(data, "claire", ...words);
const listed = () => claire("foods", "list").clinic_foods;
const named = (name) => listed().find((food) => food.name === name);
const lines = () => who.run("return [...document.querySelectorAll('[role=dialog] li')].map((one) => one.textContent)");
const isDisabled = () => who.run("return [...document.querySelectorAll('[role=dialog] button')].at(-1).disabled");

/** Writes a list. Returns its path. */
function written(name, text) {
  const file = path.join(data, name);
  writeFileSync(file, text.join("\n"));
  return file;
}

/** A file chooser of the system cannot be driven: the field behind the button is given the path. */
async function choose(label, file) {
  const css = `input[type=file][aria-label='${label}']`;
  await who.type(await who.until(`the button '${label}'`, () => who.find(css)), file);
}

async function open() {
  await who.tabTo("Import…");
  await who.strike(KEY.enter);
  await who.see("A CSV file in UTF-8 with headings in its first line", "[role=dialog]");
  await who.focused("Choose file");
}

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a list without a name is refused, and nothing is written", async () => {
  const before = listed().length;
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.pointAtEachMessage();
  await who.press("Foods", "nav");
  await who.see("Seed loaf of the corner bakery", "table");
  await open();
  assert.equal(await isDisabled(), true);
  await choose("Choose file", written("unnamed.csv", ["fat_g,protein_g", "1,2"]));
  await who.see("This file has no column “name”", "[role=dialog]");
  await who.picture("food-import-unnamed");
  assert.equal(listed().length, before);
});

step("what a list would bring is shown, with all that is wrong in it", async () => {
  const before = listed().length;
  await choose("Choose file", written("kitchen.csv", LINES));
  await who.see("2 foods ready · 3 lines with errors", "[role=dialog]");
  await who.see("Not imported: price", "[role=dialog]");
  const wrong = await lines();
  for (const [line, value] of [
    [/^Line 3, name/, "no value"],
    [/^Line 4, group/, "cars"],
    [/^Line 6, protein_g/, "101"],
  ]) {
    const of = wrong.filter((text) => line.test(text));
    assert.ok(of.length === 1 && of[0].includes(value), `${line} in ${wrong.join("; ")}`);
  }
  assert.equal(wrong.length, 3);
  await who.picture("food-import");
  assert.equal(listed().length, before);
});

step("two foods are imported by keys, and are foods as any other", async () => {
  await who.tabTo("Import 2 foods");
  await who.strike(KEY.enter);
  await who.see("2 foods imported");
  await who.see("Okra soup", "table");
  await who.see("Oat drink of the kitchen", "table");
  await who.picture("food-import-done");
  const [soup, drink] = [named("Okra soup"), named("Oat drink of the kitchen")];
  const amounts = Object.fromEntries(soup.nutrients.map(({ nutrient, amount }) => [nutrient, amount]));
  // what is empty is not known
  assert.deepEqual(amounts, { energy: "68", protein: "2.1" });
  assert.deepEqual(
    drink.measures.map(({ name, grams }) => [name, grams]),
    [
      ["cup", "240"],
      ["glass", "200"],
    ],
  );
  assert.equal(named("Lentil loaf"), undefined);
  const [first] = claire("foods", "search", "2 bowls soupe de gombo", "--language", "fr", "--limit", "1").foods;
  assert.deepEqual([first.id, first.portion.grams, first.kcal], [soup.id, 600, 408]);
});

step("the same list brings nothing twice, and a line that is put right comes", async () => {
  const before = listed().length;
  await who.until("no dialog", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await open();
  const file = written("kitchen.csv", LINES);
  await choose("Choose file", file);
  await who.see("0 foods ready · 2 already there · 3 lines with errors", "[role=dialog]");
  await who.see("No line is ready.", "[role=dialog]");
  assert.equal(await isDisabled(), true);
  written(
    "kitchen.csv",
    LINES.map((line) => line.replace("cars", "bread")),
  );
  await choose("Choose another file", file);
  await who.see("1 food ready · 2 already there · 2 lines with errors", "[role=dialog]");
  await who.tabTo("Import 1 food");
  await who.strike(KEY.enter);
  await who.see("1 food imported");
  await who.see("Lentil loaf", "table");
  assert.equal(listed().length, before + 1);
  assert.equal(named("Lentil loaf").measures[0].grams, "80");
});

step("an import is undone by keys, but for a food that a plan has", async () => {
  const before = listed().length;
  const [{ id: patient }] = claire("search", "Oisín").hits;
  const plan = claire("meal-plans", "add", "--patient", patient, "--title", "Of the kitchen").plan.id;
  const soup = ["--food", named("Okra soup").id, "--amount", "1 bowl"];
  claire("meal-plans", "add-food", "--plan", plan, "--meal", "lunch", ...soup);
  await who.until("no dialog", () => who.run("return document.querySelector('[role=dialog]') === null"));
  // the first import is the last row of its list
  const undo = "[...document.querySelectorAll('button[aria-label^=\"Undo import\"]')]";
  await who.until("both imports", async () => (await who.run(`return ${undo}.length`)) === 2);
  await who.run(`${undo}.at(-1).focus()`);
  await who.strike(KEY.enter);
  await who.see("1 food is removed.", "[role=dialog]");
  await who.see("In a plan, a recall or a recipe: Okra soup.", "[role=dialog]");
  await who.picture("food-import-undo");
  assert.equal(listed().length, before);
  await who.focused("Cancel");
  await who.tabTo("Undo import");
  await who.strike(KEY.enter);
  await who.until("the import to be undone", () => listed().length === before - 1);
  await who.until("no dialog", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await who.picture("food-import-undone");
  assert.equal(named("Oat drink of the kitchen"), undefined);
  assert.ok(named("Okra soup") !== undefined && named("Lentil loaf") !== undefined);
  assert.deepEqual(await who.consoleErrors(), []);
});
