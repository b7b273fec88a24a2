// Two hundred foods of a recall, typed faster than they are found: each is the first of its own letters, with its own
// amount, in its own meal, and none is one of an older result.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { everyday } from "./food-model.mjs";
import { journey, person } from "./person.mjs";
import { wordsIn } from "./screens.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Each key comes so soon after the one before, and each search answers so late. */
const [KEY_MS, SEARCH_MS] = [15, 80];
const MEALS = ["breakfast", "morningSnack", "lunch", "afternoonSnack", "dinner"];
const FOODS = 200;
/** What a patient had before may go before its like: no food is typed that has another one among its first results. */
const NEAREST = 12;
/** So many letters of a name are typed at most, and so many names are asked for at once. */
const [LETTERS, ASKED] = [14, 120];
/** The table has so many rows to draw anew, each time. */
const WITHIN_MS = 240_000;

let who;
let data;
let patient;
let words;
let recall;
let typed;
const step = journey(test);
const claire = (...args) => nutrivault(data, "claire", ...args);
const at = (name) =>
  who.until(`the focus at '${name}'`, () =>
    who.run("return document.activeElement.getAttribute('aria-label') === arguments[0]", name),
  );

/** Runs in the page: asks for the first foods of each text, one text after another. */
const ASK = `
  const [texts, limit, patientId] = arguments;
  window.answered = undefined;
  const search = (text) =>
    window.__TAURI_INTERNALS__.invoke("search_foods", { text, language: "en", limit, patientId });
  const all = async () => {
    const ids = [];
    for (const text of texts) ids.push((await search(text)).map(({ id }) => id));
    return ids;
  };
  all().then((ids) => (window.answered = { ids }), (error) => (window.answered = { error: JSON.stringify(error) }));
`;

/** Returns the ids of the first foods of each text, which is searched alone. */
async function searched(texts, limit) {
  await who.run(ASK, texts, limit, patient.id);
  const answer = await who.until("the answers", () => who.run("return window.answered"), WITHIN_MS);
  assert.equal(answer.error, undefined);
  return answer.ids;
}

/** What is typed of a name: its first letters, or all but the last one. */
function lineOf({ id, name }, index) {
  const letters = name.toLowerCase().replaceAll(",", "");
  return {
    id,
    grams: 10 + ((index * 37) % 480),
    letters: letters.slice(0, Math.min(LETTERS, letters.length - 1)).trim(),
  };
}

/** Returns lines whose first food is the one of their name, none of them among the results of another one. */
async function chosen() {
  const lines = everyday.filter(({ name }) => /^[A-Za-z ,-]+$/.test(name)).map(lineOf);
  const taken = new Set();
  const near = new Set();
  const own = [];
  for (let from = 0; own.length < FOODS && from < lines.length; from += ASKED) {
    const asked = lines.slice(from, from + ASKED);
    const texts = asked.map(({ letters }) => letters);
    for (const [index, results] of (await searched(texts, NEAREST)).entries()) {
      const line = asked[index];
      if (results[0] !== line.id || near.has(line.id) || results.some((other) => taken.has(other))) continue;
      taken.add(line.id);
      results.forEach((other) => near.add(other));
      own.push(line);
    }
  }
  return own.slice(0, FOODS);
}

before(async () => {
  words = await wordsIn("en");
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = claire("patients", "add", ...added).patient;
  recall = claire("recalls", "add", "--patient", patient.id).recall.id;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("two hundred names of every day are each the first of their letters", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Recalls", "[role=tabpanel]");
  await who.press("24-hour recall", "table");
  await at(words.foods.addTo.breakfast);
  typed = await chosen();
  assert.equal(typed.length, FOODS);
  assert.equal(new Set(typed.map(({ id }) => id)).size, FOODS);
});

step("they are typed without a pause, and each search answers late", async () => {
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
  const each = FOODS / MEALS.length;
  for (const [index, meal] of MEALS.entries()) {
    await who.strike(KEY.control, String(index + 1));
    await at(words.foods.addTo[meal]);
    for (const { grams, letters } of typed.slice(index * each, (index + 1) * each))
      await who.strikeEvery(KEY_MS, ...`${grams} g ${letters}`, KEY.enter);
  }
  await who.until(
    "two hundred rows",
    () => who.run("return document.querySelectorAll('[data-food-row]').length === arguments[0]", FOODS),
    WITHIN_MS,
  );
  assert.ok((await who.run("return window.slowed")) >= FOODS);
  assert.equal(await who.run("return document.querySelector('[data-entry]')"), null);
  await who.picture("recall-two-hundred");
});

step("each is stored as it was typed, in its order and its meal", async () => {
  const [day] = claire("recalls", "show", recall).recall.grid.days;
  const each = FOODS / MEALS.length;
  const stored = day.meals.flatMap(({ meal, foods }) => foods.map(({ food, portion }) => [meal, food, portion.grams]));
  const meals = stored.map(([meal]) => meal);
  assert.equal(new Set(meals).size, MEALS.length);
  assert.deepEqual(
    stored.map(([, ...food]) => food),
    typed.map(({ id, grams }) => [id, grams]),
  );
  assert.ok(meals.every((meal, index) => meal === meals[Math.floor(index / each) * each]));
  await at(words.foods.addTo.dinner);
});

step("none of it depended on what was eaten before", async () => {
  const firsts = await searched(
    typed.map(({ letters }) => letters),
    1,
  );
  assert.deepEqual(
    firsts,
    typed.map(({ id }) => [id]),
  );
  assert.deepEqual(await who.consoleErrors(), []);
});
