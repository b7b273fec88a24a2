// A meal plan in the real window by keys alone: twelve foods of a day, copied, scaled to its energy, swapped and given.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Each key comes so soon after the one before. */
const KEY_MS = 15;

/** What is typed at each meal; a list is struck after the keys that lead to its meal. */
const TYPED = {
  breakfast: ["2 slices wholemeal br", "10 g butter", "1 cup semi skimmed m", "1 banana"],
  lunch: ["120 g chicken breast gr", "1 cup white rice boi", "150 g green bean", "1 tbsp olive oil"],
  dinner: ["150 g cod bak", "200 g potatoes boi", "100 g carrots boi", "125 g yogurt pl"],
};
const MEAL_KEY = { breakfast: null, lunch: "3", dinner: "5" };
const KCAL = 1800;

let who;
let data;
let patient;
let plan;
const step = journey(test);
const shown = () => nutrivault(data, "claire", "meal-plans", "show", plan).plan;
const foods = (day) => (shown().grid.days[day - 1]?.meals ?? []).flatMap((meal) => meal.foods);
const kcal = (day) => shown().grid.days[day - 1].nutrients.find(({ nutrient }) => nutrient === "energy").amount;
const focused = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()) === name);
const stored = (day, count) => who.until(`${count} foods`, async () => foods(day).length === count && foods(day));

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  const target = (nutrient, low, ...high) =>
    nutrivault(
      ...[data, "claire", "targets", "add", "--patient", patient.id],
      ...["--nutrient", nutrient, "--low", low, ...high],
    );
  target("ENERGY", String(KCAL), "--high", String(KCAL));
  target("PROTEIN", "75");
  const allergy = ["--substance", "Fish", "--kind", "FOOD", "--severity", "SEVERE"];
  nutrivault(data, "claire", "allergies", "add", "--patient", patient.id, ...allergy);
  nutrivault(data, "claire", "profile", "edit", "--patient", patient.id, "--dislikes", "carrots");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a plan of two days begins beside what is aimed at", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.see("No meal plans yet");
  await who.picture("meal-plans-none");
  const begun = ["--patient", patient.id, "--title", "Two days", "--days", "2"];
  plan = nutrivault(data, "claire", "meal-plans", "add", ...begun).plan.id;
  await who.press("Recalls");
  await who.press("Meal plans");
  await who.press("Two days", "table");
  await atField("Add to breakfast");
  assert.equal(await who.run("return document.querySelectorAll('[role=tab]').length"), 2);
  assert.equal(shown().aim, KCAL);
  await who.picture("meal-plan-empty");
});

step("twelve foods take two keys each besides their letters, and the totals are redrawn at once", async () => {
  let keys = 0;
  let count = 0;
  for (const [meal, typed] of Object.entries(TYPED)) {
    if (MEAL_KEY[meal] !== null) {
      await who.strike(KEY.control, MEAL_KEY[meal]);
      keys += 1;
    }
    await atField(`Add to ${meal}`);
    for (const text of typed) {
      await who.strikeEvery(KEY_MS, ...text, KEY.enter);
      keys += 1;
      count += 1;
    }
  }
  assert.ok(keys <= 24, `${keys} keys besides letters`);
  const entered = await stored(1, count);
  const first = (text) => nutrivault(data, "claire", "foods", "search", text, "--limit", "1").foods[0];
  assert.deepEqual(
    entered.map(({ food, portion }) => [food, portion.grams]),
    Object.values(TYPED)
      .flat()
      .map(first)
      .map(({ id, portion }) => [id, portion.grams]),
  );
  await who.see(`${kcal(1).toLocaleString("en-GB")}`, "aside table");
  await who.picture("meal-plan-twelve");
});

/** Scrolls a row to the top or the end of the window. Returns whether a part is in view then, on its own ground. */
const isInView = (css, row, block) =>
  who.run(
    `[...document.querySelectorAll("[data-food-row]")].at(arguments[1]).scrollIntoView({ block: arguments[2] });
    const part = document.querySelector(arguments[0]);
    const { top, bottom } = part.getBoundingClientRect();
    let ground = part;
    while (ground !== document.body && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)")
      ground = ground.parentElement;
    const isOpaque = ground !== document.body;
    return part.checkVisibility() && top >= 0 && bottom <= innerHeight + 1 && isOpaque;`,
    css,
    row,
    block,
  );

step("the totals stay in view while the foods scroll, in both themes and with large letters", async () => {
  const letters = (size) =>
    who.run(
      `document.documentElement.style.fontSize = arguments[0];
      window.dispatchEvent(new Event("resize"));`,
      size,
    );
  for (const scheme of ["dark", "light"]) {
    await who.run("document.documentElement.setAttribute('data-mantine-color-scheme', arguments[0])", scheme);
    assert.equal(await who.run("return document.querySelector('[data-day-sum]').checkVisibility()"), false);
    await who.until("the totals next to the last food", () => isInView("aside table", -1, "start"));
    await letters("200%");
    await who.until("the sum below the first food", () => isInView("[data-day-sum]", 0, "start"));
    await who.picture(`meal-plan-sum-${scheme}`);
    await letters("");
  }
  assert.equal(await who.run("return document.documentElement.hasAttribute('data-narrow')"), false);
});

step("foods say what of them concerns the patient, and selected ones are summed by keys", async () => {
  const flags = (name) =>
    who.run(
      `const rows = [...document.querySelectorAll("[data-food-row]")];
      const row = rows.find((of) => of.textContent.startsWith(arguments[0]));
      return [...row.querySelectorAll("[data-flag]")].map((of) => [of.dataset.flag, of.textContent].join(": "));`,
      name,
    );
  assert.deepEqual(await flags("Cod"), ["allergen: Fish"]);
  assert.deepEqual(await flags("Carrots"), ["disliked: carrots"]);
  assert.deepEqual(await flags("Wholemeal bread"), ["notKnown: allergens not known"]);
  assert.deepEqual(await flags("Banana"), []);
  await who.see("Flagged: Fish.", "aside");
  await atField("Add to dinner");
  await who.strike(KEY.up);
  await who.strike(" ");
  await who.strike(KEY.up);
  await who.strike(" ");
  await who.see("Selected (2)", "aside");
  const two = foods(1).slice(-2);
  const sum = nutrivault(data, "claire", "meal-plans", "sum", plan, ...two.map(({ id }) => id)).nutrients;
  const energy = sum.find(({ nutrient }) => nutrient === "energy").amount;
  await who.until("their sum", async () => (await who.text("aside table")).includes(String(Math.round(energy))));
  await who.picture("meal-plan-selected");
  await who.press("Day", "aside");
  await who.until("no selection", async () => !(await who.text("aside")).includes("Selected"));
  await who.strike(KEY.control, "5");
  await atField("Add to dinner");
});

step("a day is copied to another by keys, and taken back", async () => {
  await who.strike(KEY.control, "d");
  await who.until("the dialog", async () => (await who.text("[role=dialog]")).includes("Copy Day 1"));
  await who.until("the first day", async () => (await who.run("return document.activeElement.type")) === "checkbox");
  await who.strike(" ");
  await who.picture("meal-plan-copy");
  await who.strike(KEY.enter);
  await who.pointAtMessages();
  await stored(2, 12);
  const content = (day) => foods(day).map(({ food, amount }) => [food, amount]);
  assert.deepEqual(content(2), content(1));
  await who.press("Undo");
  await stored(2, 0);
  await who.strike(KEY.control, "d");
  await who.until("the first day", async () => (await who.run("return document.activeElement.type")) === "checkbox");
  await who.strike(" ");
  await who.strike(KEY.enter);
  await stored(2, 12);
});

step("a day is scaled to the target, and says how far off it is", async () => {
  const before = kcal(1);
  await who.press("Scale");
  await who.until("the preview", async () => (await who.text("[role=dialog] table")).includes("→"));
  await who.picture("meal-plan-scale");
  await who.strike(KEY.enter);
  await who.until("another energy", async () => kcal(1) !== before);
  assert.ok(Math.abs(kcal(1) - KCAL) <= 20, `${kcal(1)} kcal`);
  assert.equal(kcal(2), before);
  await who.see("On target", "aside table");
  await who.picture("meal-plan-scaled");
});

step("a food is locked and another one swapped for as much energy", async () => {
  const rows = () => foods(1);
  const last = rows().at(-1);
  await who.strike(KEY.control, "5");
  await atField("Add to dinner");
  await who.strike(KEY.up);
  await who.strike("l");
  await who.until("the lock", async () => rows().at(-1).is_locked);
  await who.strike("s");
  const choices = () => who.run("return document.querySelectorAll('[role=dialog] [role=group] button').length");
  await who.until("the choices", async () => (await choices()) === 8);
  const isAtChoice = () => who.run("return document.activeElement.closest('[role=group]') !== null");
  await who.until("the first one", isAtChoice);
  await who.picture("meal-plan-swap");
  const box = await who.run(`
    const { left, top, right, bottom, width } = document.querySelector("[role=dialog]").getBoundingClientRect();
    return { width, isInSight: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight };
  `);
  assert.deepEqual(box, { width: 480, isInSight: true });
  await who.strike(KEY.escape);
  const isAtRow = () => who.run("return document.activeElement.matches('[data-food-row]')");
  await who.until("the row again", isAtRow);
  await who.strike("s");
  await who.until("the choices again", async () => (await choices()) === 8);
  await who.until("the first one again", isAtChoice);
  await who.strike(KEY.down);
  await who.strike(KEY.enter);
  await who.until("another food", async () => rows().at(-1).food !== last.food);
  const now = rows().at(-1);
  assert.equal(now.id, last.id);
  assert.ok(Math.abs(now.kcal - last.kcal) <= 5, `${now.kcal} for ${last.kcal}`);
  await who.until("the row of the other food", isAtRow);
  await who.picture("meal-plan-swapped");
});

step("the plan is given to the patient once its fish is asked about, and stands in the timeline", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.see("Against an allergy or intolerance: Cod, baked (Fish).", "[role=dialog]");
  await who.picture("meal-plan-asked");
  assert.equal(shown().given_at, null);
  await who.tabTo("Give to patient");
  await who.strike(KEY.enter);
  await who.see("Back to draft");
  assert.notEqual(shown().given_at, null);
  await who.picture("meal-plan-given");
  await who.press("Back to Ines Zoubir");
  await who.see("Given", "main table");
  await who.picture("meal-plans");
  const events = nutrivault(data, "claire", "timeline", "list", "--patient", patient.id);
  assert.match(JSON.stringify(events), /meal_?planned/i);
});
