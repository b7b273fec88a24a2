// A recall in the real window by keys alone: twelve foods faster than they are found, asked about, moved, finished.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Each key comes so soon after the one before, and each search answers so late. */
const [KEY_MS, SEARCH_MS] = [15, 80];

/** What is typed, and the measure that its amount is of. */
const TYPED = [
  "2 cups milk wh",
  "1 slice white bread",
  "10 g butter",
  "1 tbsp jam",
  "2 cups coffee bl",
  "125 g yogurt pl",
  "1 medium banana",
  "200 ml orange juice",
  "1 cup lentils boi",
  "150 g green bean",
  "1 tbsp olive oil",
  "30 g chedd",
];

let who;
let data;
let patient;
let recall;
const step = journey(test);
const shown = () => nutrivault(data, "claire", "recalls", "show", recall).recall;
const foods = () => shown().grid.days.flatMap(({ meals }) => meals.flatMap((meal) => meal.foods));
const focused = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()) === name);
const stored = (count) => who.until(`${count} foods`, async () => foods().length === count && foods());

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  nutrivault(data, "claire", "targets", "add", "--patient", patient.id, "--nutrient", "PROTEIN", "--low", "75");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a recall begins with its kind", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Recalls");
  await who.see("No recalls yet");
  await who.picture("recalls-none");
  await who.press("New recall");
  await who.press("24-hour recall", "[role=menu]");
  await atField("Add to breakfast");
  recall = nutrivault(data, "claire", "recalls", "list", "--patient", patient.id).recalls[0].id;
  await who.picture("recall-empty");
});

step("twelve foods are entered faster than they are found, and each is the first of its own letters", async () => {
  const first = (text) => nutrivault(data, "claire", "foods", "search", text, "--limit", "1").foods[0];
  const wanted = TYPED.map(first);
  // the answers of the search come late; nothing else is changed
  await who.run(`
    const fetchNow = window.fetch;
    window.slowed = 0;
    window.fetch = async (...asked) => {
      if (String(asked[0]?.url ?? asked[0]).includes("search_foods")) {
        window.slowed += 1;
        await new Promise((resolve) => setTimeout(resolve, ${SEARCH_MS}));
      }
      return await fetchNow(...asked);
    };
  `);
  for (const text of TYPED) await who.strikeEvery(KEY_MS, ...text, KEY.enter);
  const entered = await stored(TYPED.length);
  assert.ok((await who.run("return window.slowed")) >= TYPED.length);
  assert.deepEqual(
    entered.map(({ food, portion }) => [food, portion.grams]),
    wanted.map(({ id, portion }) => [id, portion.grams]),
  );
  await atField("Add to breakfast");
  await who.see("Cheddar", "table");
  await who.picture("recall-twelve");
});

step("a food without an amount takes two keys besides its letters", async () => {
  await who.strike(KEY.control, "3");
  await atField("Add to lunch");
  await who.strikeEvery(KEY_MS, ..."white rice boi", KEY.enter, ..."150 g", KEY.enter);
  const all = await stored(TYPED.length + 1);
  const rice = all.at(-1);
  assert.deepEqual([rice.name, rice.amount, rice.portion.grams], ["White rice, boiled", "150 g", 150]);
  await atField("Add to lunch");
});

step("an amount that nobody eats is asked about, and what is meant is taken", async () => {
  await who.strikeAll(..."150 cups milk whole", KEY.enter);
  await who.see("Did you mean 150 g?", "table");
  await who.picture("recall-doubtful");
  await who.press("Use 150 g");
  await who.until("the other amount", async () => foods().at(-1).portion.grams === 150);
  assert.equal(foods().at(-1).questioned, false);
});

step("what no food matches is kept as words", async () => {
  await atField("Add to lunch");
  await who.strikeAll(..."xqzv wvxk");
  await who.see("No food matches");
  await who.strike(KEY.enter);
  await who.see("not counted", "table");
  await stored(TYPED.length + 3);
  assert.equal(foods().at(-1).food, null);
  await who.picture("recall-words");
});

step("rows are walked, changed, moved and taken out by keys", async () => {
  await atField("Add to lunch");
  await who.strike(KEY.up);
  await who.strike(KEY.up);
  await who.strikeAll("3", "0", "0", " ", "g", KEY.enter);
  await who.until("300 g", async () => foods().at(-2).portion.grams === 300);
  await atField("Add to lunch");
  await who.strike(KEY.up);
  await who.strike(KEY.alt, KEY.up);
  await who.until("the words above the milk", async () => foods().at(-2).food === null);
  await who.strike(KEY.delete);
  await who.pointAtMessages();
  await stored(TYPED.length + 2);
  await who.press("Undo");
  await stored(TYPED.length + 3);
});

step("a lock stores what was entered, and the recall is finished", async () => {
  await who.press("Sauces and dressings");
  await who.until("the tick", async () => shown().form.checklist.sauces);
  await who.strike(KEY.control, "5");
  await atField("Add to dinner");
  await who.strikeAll(..."apple", KEY.enter);
  await who.see("Apple", "table");
  await who.lock();
  await stored(TYPED.length + 4);
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("24-hour recall");
  await who.see("Apple", "table");
  await who.strike(KEY.control, KEY.enter);
  await who.see("Reopen recall");
  assert.notEqual(shown().finished_at, null);
  await who.picture("recall-finished");
});
