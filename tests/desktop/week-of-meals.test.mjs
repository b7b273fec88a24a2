// A week of meals in one journey by keys: from what is aimed at by age and sex to the paper that the patient takes,
// which has what the screen has shown.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { pageDrawn, pagesOf, savePdf, textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const TYPED = {
  breakfast: ["2 slices wholemeal br", "10 g butter", "1 cup semi skimmed m", "1 banana"],
  lunch: ["120 g chicken breast gr", "1 cup white rice boi", "150 g green bean", "1 tbsp olive oil"],
  dinner: ["150 g cod bak", "200 g potatoes boi", "100 g carrots boi", "125 g yogurt pl"],
};
const MEAL_KEY = { breakfast: "1", lunch: "3", dinner: "5" };
const FOODS = Object.values(TYPED).flat().length;
const DAYS = 7;
const KCAL = 1900;
/** Rounded amounts reach an energy so nearly. */
const NEAR_KCAL = 25;
/** What the clinic calls a food for its patients. */
const FOR_PATIENTS = ["18075", "Brown bread of the bakery"];

let who;
let data;
let patient;
let plan;
let file;
/** Of each day, what its rows have shown, and what was shown of a day on average. */
let week;
let average;
const step = journey(test);
const claire = (...words) => nutrivault(data, "claire", ...words);
const shown = () => claire("meal-plans", "show", plan).plan;
const foods = (day) => (shown().grid.days[day - 1]?.meals ?? []).flatMap((meal) => meal.foods);
const kcal = (day) => shown().grid.days[day - 1].nutrients.find(({ nutrient }) => nutrient === "energy").amount;
const atField = (name) =>
  who.until(`the focus at '${name}'`, () =>
    who.run("return document.activeElement.getAttribute('aria-label') === arguments[0]", name),
  );
const noDialog = () => who.until("no dialog", () => who.run("return document.querySelector('[role=dialog]') === null"));
const rows = (count) =>
  who.until(`${count} rows`, () =>
    who.run("return document.querySelectorAll('[data-food-row]').length === arguments[0]", count),
  );

/** Runs in the page: what each row of the day says: the name on paper, the amount and the grams. */
const ROWS = `
  const line = (text) => text.replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  return [...document.querySelectorAll("[data-food-row]")].map((row) => {
    const [name, amount, grams] = row.cells;
    const onPaper = /^On paper: (.+)$/.exec(name.querySelector("[title]").title)?.[1];
    // the two parts of a name have no comma between them, but for the menu of the row
    const own = row.querySelector("[aria-label^='More: ']").getAttribute("aria-label").slice("More: ".length);
    return [onPaper ?? own, line(amount.textContent), line(grams.textContent)];
  });
`;
/** Runs in the page: each nutrient of the totals with its amount. */
const TOTALS = `
  const line = (text) => text.replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const rows = [...document.querySelectorAll("aside table[aria-label=Totals] tr")];
  return rows.map((row) => [...row.cells].slice(0, 2).map((cell) => line(cell.textContent)));
`;
const PARTS = { "¼": 0.25, "½": 0.5, "¾": 0.75 };

/** The number that an amount begins with: 2.25 of `2¼ slice`. */
function countOf(amount) {
  const [, integer, part = ""] = /^([\d.,]*)([¼½¾]?)/.exec(amount);
  return String(Number(integer.replace(",", "") || 0) + (PARTS[part] ?? 0));
}
const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = claire("patients", "add", ...added).patient;
  claire("foods", "describe", FOR_PATIENTS[0], "--english", FOR_PATIENTS[1]);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("what is aimed at is set by age and sex, and an energy by hand", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.pointAtEachMessage();
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Needs", "[role=tablist]");
  await who.see("No targets yet.");
  await who.press("Reference intakes");
  await who.see("Females, 31–50 years", "[role=dialog]");
  await who.press("Set these", "[role=dialog]");
  await who.see("Targets set");
  await noDialog();
  await who.press("Add target");
  await who.until("the focus in the first field", () =>
    who.run("return document.activeElement?.matches('form select') ?? false"),
  );
  // energy is the first one of the list
  await who.strikeAll(KEY.home, KEY.tab, ...String(KCAL), KEY.tab, ...String(KCAL), KEY.enter);
  await who.see("1,900 kcal", "main table");
  const { targets } = claire("targets", "list", "--patient", patient.id);
  const of = (name) => targets.find(({ nutrient, state }) => nutrient === name && state === "inForce");
  assert.deepEqual([of("energy").low, of("energy").high, of("energy").source], [KCAL, KCAL, "hand"]);
  assert.deepEqual([of("iron").low, of("iron").source], [18, "dri"]);
});

step("a plan of a week begins, and a day of it is typed", async () => {
  await who.press("Meal plans", "[role=tablist]");
  await who.see("No meal plans yet");
  await who.press("New meal plan");
  await who.press("From nothing", "[role=menu]");
  await atField("Add to breakfast");
  plan = claire("meal-plans", "list", "--patient", patient.id).plans[0].id;
  assert.equal(
    await who.run("return document.querySelectorAll('[role=tablist][aria-label=Days] [role=tab]').length"),
    DAYS,
  );
  for (const [meal, typed] of Object.entries(TYPED)) {
    await who.strike(KEY.control, MEAL_KEY[meal]);
    await atField(`Add to ${meal}`);
    for (const text of typed) await who.strikeAll(...text, KEY.enter);
  }
  await rows(FOODS);
  assert.equal(foods(1).length, FOODS);
});

step("it is copied to the six others by keys", async () => {
  await who.strike(KEY.control, "d");
  await who.until("the first day", async () => (await who.run("return document.activeElement.type")) === "checkbox");
  for (let day = 2; day <= DAYS; day += 1) await who.strikeAll(...(day === 2 ? [" "] : [KEY.down, " "]));
  await who.see("Copy to 6 days", "[role=dialog]");
  await who.strike(KEY.enter);
  await noDialog();
  const content = (day) => foods(day).map(({ food, amount }) => [food, amount]);
  await who.until("the last day", () => foods(DAYS).length === FOODS);
  for (let day = 2; day <= DAYS; day += 1) assert.deepEqual(content(day), content(1));
});

step("the third day has a food more, and each day is scaled to the energy", async () => {
  await who.press("Day 3", "[role=tablist][aria-label=Days]");
  await rows(FOODS);
  await who.until("the search of the day", () =>
    who.run("return document.querySelector('[data-food-search]') !== null"),
  );
  await who.select("[data-food-search]");
  await who.strikeAll(..."1 medium apple", KEY.enter);
  await rows(FOODS + 1);
  const before = kcal(3);
  assert.ok(before > kcal(2));
  await who.press("Scale", "main");
  await who.press("All days", "[role=dialog]");
  await who.until("each day of the preview", () =>
    who.run("return document.querySelectorAll('[role=dialog] table tr').length === arguments[0]", DAYS),
  );
  await who.picture("week-scale");
  await who.press("Scale", "[role=dialog]");
  await noDialog();
  await who.until("another energy", () => kcal(3) !== before);
  for (let day = 1; day <= DAYS; day += 1)
    assert.ok(Math.abs(kcal(day) - KCAL) <= NEAR_KCAL, `${kcal(day)} kcal on day ${day}`);
});

step("a day on average is shown against what is aimed at", async () => {
  await who.press("Average", "aside");
  const stored = shown().grid.average.find(({ nutrient }) => nutrient === "energy").amount;
  const energy = `${Math.round(stored).toLocaleString("en-GB")} kcal`;
  average = await who.until("the average", async () => {
    const totals = await who.run(TOTALS);
    return totals.some(([name, amount]) => name === "Energy" && amount === energy) && totals;
  });
  assert.ok(average.length >= 11, average.join("; "));
  await who.see("On target", "aside table");
  await who.picture("week-average");
  week = [];
  for (let day = 1; day <= DAYS; day += 1) {
    await who.press(`Day ${day}`, "[role=tablist][aria-label=Days]");
    const count = FOODS + (day === 3 ? 1 : 0);
    await rows(count);
    week.push(await who.run(ROWS));
    assert.deepEqual(
      week.at(-1).map(([, , grams]) => Number(grams.replace(",", ""))),
      foods(day).map(({ portion }) => Math.round(portion.grams * 10) / 10),
    );
  }
  assert.ok(week.every(([[name]]) => name === FOR_PATIENTS[1]));
});

step("it is given to the patient, previewed and saved", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.see("Back to draft");
  assert.notEqual(shown().given_at, null);
  await who.strike(KEY.control, "p");
  await who.see("Shopping list", "[role=dialog]");
  await pageDrawn(who);
  await who.press("Nutrients and targets", "[role=dialog]");
  await who.until("the nutrients", () =>
    who.run(
      "const box = [...document.querySelectorAll('[role=dialog] input[type=checkbox]')]" +
        ".find((one) => one.labels[0]?.textContent === 'Nutrients and targets'); return box?.checked ?? false",
    ),
  );
  await pageDrawn(who);
  await who.picture("week-print");
  file = path.join(data, "week.pdf");
  await savePdf(who, file);
});

step("the paper has each food as the screen has shown it, day by day", () => {
  const text = textOf(file);
  let at = text.indexOf("Day 1");
  assert.ok(at > 0, text);
  for (const [index, day] of week.entries()) {
    at = text.indexOf(`Day ${index + 1}`, at);
    assert.ok(at > 0, `Day ${index + 1} in ${text}`);
    for (const [name, amount, grams] of day) {
      const weight = Math.round(Number(grams.replace(",", ""))).toLocaleString("en-GB");
      const row = new RegExp(`${escaped(name)} ${escaped(countOf(amount))} .{1,60}? ${weight} `, "g");
      row.lastIndex = at;
      const match = row.exec(text);
      assert.ok(match, `${row.source} in ${text.slice(at, at + 2000)}`);
      at = match.index + match[0].length;
    }
  }
  const totals = text.slice(text.indexOf("Nutrients of a day on average", at));
  for (const [name, amount] of average) assert.ok(totals.includes(`${name} ${amount}`), `${name} ${amount}: ${totals}`);
  assert.ok(totals.includes("Shopping list"));
  assert.ok(!text.includes("Wholemeal bread") && !text.includes("Draft"));
});

step("each page says whose it is, and the file is tagged, in its language", () => {
  const pages = pagesOf(file);
  assert.ok(pages.length >= 3, `${pages.length} pages`);
  for (const [index, page] of pages.entries())
    for (const part of ["Ines Zoubir", "4 May 1990", patient.file_number, `Page ${index + 1} of ${pages.length}`])
      assert.ok(page.includes(part), `${part} on page ${index + 1}: ${page}`);
  const info = (...words) => execFileSync("pdfinfo", [...words, file], { encoding: "utf8" });
  assert.match(info(), /^Tagged: +yes$/m);
  assert.match(info("-meta"), /<rdf:li>en<\/rdf:li>/);
});

step("the page has reported no error in all of it", async () => {
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  assert.deepEqual(await who.consoleErrors(), []);
});
