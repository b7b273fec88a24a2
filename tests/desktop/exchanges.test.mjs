// Exchanges in the real window by keys alone: an admin adds a table, a dietitian counts a plan by it against targets by
// meal, and the patient takes it home on paper.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, pageDrawn, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
let plan;
const step = journey(test);
const tables = () => nutrivault(data, "admin", "exchange-tables", "list").exchange_tables;
const shown = () => nutrivault(data, "claire", "meal-plans", "show", plan).plan;
const lines = () => shown().grid.days[0].meals.flatMap((meal) => meal.foods);

const NAMED =
  "const front = document.activeElement; return front.labels?.[0]?.textContent || " +
  "front.getAttribute('aria-label') || front.textContent";

/** Goes on by Tab until what has this name has the focus. */
async function tabTo(name) {
  for (let count = 0; count < 160; count += 1) {
    if ((await who.run(NAMED)).startsWith(name)) return;
    await who.strike(KEY.tab);
  }
  assert.fail(`Tab does not reach '${name}'`);
}

/** Types into the next field of this name. */
async function type(name, text) {
  await who.strike(KEY.tab);
  await tabTo(name);
  await who.strikeAll(...text);
}

/** Adds a food to the meal of the search, which has the focus. */
async function eat(text, count) {
  await who.strikeAll(...text, KEY.enter);
  await who.until(`${count} foods`, async () => lines().length === count);
}

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  const begun = ["--patient", patient.id, "--title", "Count them", "--days", "1"];
  plan = nutrivault(data, "claire", "meal-plans", "add", ...begun).plan.id;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin adds a table of two groups, and a slip of a digit is asked about", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.see("Exchange tables");
  await tabTo("Add table");
  await who.strike(KEY.enter);
  await who.see("Group 1", "[role=dialog]");
  await tabTo("Name");
  await who.strikeAll(..."Small list");
  await type("Name of the group", "Starch");
  await type("Carbohydrate, g", "150");
  await type("Foods", "bread");
  await who.strike(KEY.down, KEY.enter);
  await tabTo("Add group");
  await who.strike(KEY.enter);
  await who.see("Group 2", "[role=dialog]");
  await type("Name of the group", "Milk");
  await type("Carbohydrate, g", "12");
  await tabTo("Foods");
  await who.strikeAll(..."milk");
  await who.strike(KEY.down, KEY.enter);
  await tabTo("Save table");
  await who.strike(KEY.enter);
  await who.see("0 to 100 g", "[role=dialog]");
  assert.equal((await who.run(NAMED)).startsWith("Carbohydrate"), true);
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."15");
  await who.picture("exchange-table");
  await who.strike(KEY.enter);
  await who.see("Small list saved");
  const own = tables().find(({ name }) => name === "Small list");
  assert.deepEqual(
    own.groups.map(({ name, carbohydrate, foods }) => [name, carbohydrate, foods]),
    [
      ["Starch", "15", ["bread"]],
      ["Milk", "12", ["dairy"]],
    ],
  );
  await who.picture("exchange-tables");
  await who.lock();
});

step("a plan is counted by the table, food by food", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.press("Count them", "table");
  await tabTo("Add to breakfast");
  await eat("60 g white bread", 1);
  await eat("1 cup whole milk", 2);
  await eat("1 banana", 3);
  await tabTo("Count in");
  await who.strike(KEY.enter);
  await who.see("Small list", "[role=listbox]");
  await who.strikeAll(KEY.end, KEY.enter);
  await who.see("2 Starch", "main table");
  await who.see("1 Milk", "main table");
  await who.see("1 food belongs to no group of the table");
  const { exchanges } = shown().grid.days[0];
  assert.deepEqual([exchanges.groups.map(({ amount }) => amount), exchanges.in_no_group], [[2, 1], 1]);
});

step("meals aim at so many of each group, in a table of the keyboard", async () => {
  await tabTo("Targets by meal");
  await who.strike(KEY.enter);
  await who.see("Exchanges at each meal", "[role=dialog]");
  await tabTo("Breakfast, Starch");
  await who.strikeAll(..."1,5", KEY.tab, ..."2x", KEY.tab, ..."3");
  await who.strike(KEY.enter);
  await who.see("Each takes 0 to 50", "[role=dialog]");
  await tabTo("Breakfast, Milk");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."2");
  await who.picture("exchange-targets");
  await who.strike(KEY.enter);
  await who.see("2 of 1.5", "aside");
  await who.see("1 of 2", "aside");
  assert.deepEqual(
    shown().form.exchanges.targets.map(({ meal, group, count }) => [meal, group, count]),
    [
      ["breakfast", 0, "1.5"],
      ["breakfast", 1, "2"],
      ["lunch", 0, "3"],
    ],
  );
  await who.picture("meal-plan-exchanges");
});

step("what is typed is counted while it is typed on", async () => {
  await who.strike(KEY.control, "3");
  await tabTo("Add to lunch");
  await eat("150 g white rice boiled", 4);
  await who.see("0 of 3", "aside");
  // rice is of no group until the table takes it: the portions of the program do
  await tabTo("Count in");
  await who.strike(KEY.enter);
  await who.strikeAll(KEY.home, KEY.down, KEY.enter);
  await who.see("Portions of 10 g carbohydrate", "aside");
  await who.until("the portions", () => shown().grid.exchanges_of.name === "Portions of 10 g carbohydrate");
  const carbohydrate = lines().reduce((sum, food) => sum + food.carbohydrate, 0);
  const [{ amount }] = shown().grid.days[0].exchanges.groups;
  assert.ok(Math.abs(amount - carbohydrate / 10) < 0.1, `${amount} of ${carbohydrate} g`);
  await who.picture("meal-plan-portions");
});

step("the patient takes them home on paper", async () => {
  const targets = ["BREAKFAST=5", "LUNCH=4.5"].flatMap((target) => ["--exchange-target", target]);
  nutrivault(data, "claire", "meal-plans", "edit", plan, ...targets);
  await who.press("Print");
  await who.see("Page 1 of", "[role=dialog]");
  await pageDrawn(who);
  await who.picture("print-exchanges");
  const file = path.join(data, "plan.pdf");
  await savePdf(who, file);
  has(file, "Portions of 10 g carbohydrate", "Exchanges at each meal", "One exchange has", "Lunch", "4.5");
});
