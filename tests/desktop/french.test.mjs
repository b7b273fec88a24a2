// A day in French with letters of twice their size, by keys: a first visit, a follow-up, a screening, a child's growth.
// Nothing is cut off, covered or outside of the window at any stop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { FAULTS } from "./layout.mjs";
import { journey, person } from "./person.mjs";
import { atRest, wordsIn } from "./screens.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let words;
let patient;
const step = journey(test);

before(async () => {
  words = await wordsIn("fr");
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

/** Looks at the page as it is now, with a picture. */
async function at(name) {
  await atRest(who);
  await who.picture(`french-${name}`);
  assert.deepEqual(await who.run(FAULTS), [], name);
}

const open = (typed, name) => who.openPatient(typed, name, words.frame.findPlaceholder);
const focused = () =>
  who.run("const e = document.activeElement; return e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? ''");

async function sign() {
  await who.strike(KEY.control, KEY.enter);
  await who.see(words.notes.signAndLock, "[role=dialog]");
  await at("sign");
  await who.fill(words.notes.password, PASSWORDS.claire);
  await who.strike(KEY.enter);
  await who.see(words.notes.signedBy("Claire Moreau", "").split(",")[0]);
}

step("claire signs in, in French and with the largest letters", async () => {
  const preferences = JSON.stringify({ scheme: "light", language: "fr", textSize: 200, knowsSecretInFile: true });
  const { users } = nutrivault(data, "admin", "user", "list");
  for (const id of ["anyone", ...users.map((user) => user.id)])
    await who.run("localStorage.setItem(`preferences.${arguments[0]}`, arguments[1])", id, preferences);
  await who.reload();
  await who.press("Claire Moreau");
  await who.fill(words.start.password, PASSWORDS.claire);
  await who.strike(KEY.enter);
  await who.see(words.today.list);
  await at("today");
});

step("a patient is registered and has a first visit", async () => {
  await who.strike(KEY.control, "n");
  for (const [field, text] of [
    [words.patients.form.given, "Anne-Gaëlle"],
    [words.patients.form.family, "Lefèvre-Dubois"],
    [words.patients.form.birth, "12 3 1992"],
  ])
    await who.fill(field, text);
  await who.leave();
  await at("register");
  await who.strike(KEY.control, KEY.enter);
  await who.see(words.patients.startVisit);
  await at("overview");
  await who.strike(KEY.control, KEY.enter);
  await who.until("the first measure", async () => (await focused()).startsWith(words.visits.kinds.weight));
  await who.strikeAll(..."70,5", KEY.enter);
  await who.see("70,5 kg");
  await who.fill(words.visits.kinds.height, "1,72 m");
  await who.strike(KEY.enter);
  await who.see("172 cm");
  await who.see("23,8");
  await who.fill(words.visits.kinds.bloodPressure, "152/95");
  await who.leave();
  await who.see("152/95 mmHg");
  await who.fill(words.notes.sections.assessment, "Mange trois repas par jour, peu de légumes.");
  await who.until("the saved note", () => who.shows(words.notes.savedAt("").trim()));
  await at("visit");
  await sign();
  await at("signed");
  await who.strike(KEY.control, KEY.enter);
  await who.see(words.patients.startVisit);
  [patient] = nutrivault(data, "claire", "search", "Lefèvre-Dubois").hits;
  const { measurements } = nutrivault(data, "claire", "measurements", "list", "--patient", patient.id);
  assert.deepEqual(measurements.map(({ entered_text: text }) => text).sort(), ["1,72 m", "152/95", "70,5"]);
});

step("a follow-up shows what changed, and when the patient comes again", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.until("the first measure", async () => (await focused()).startsWith(words.visits.kinds.weight));
  await who.strikeAll(..."68,9", KEY.enter);
  await who.see("−1,6");
  const year = new Date().getFullYear() + 2;
  await who.fill(words.visits.followUpOn, `12 3 ${year}`);
  await who.leave();
  await who.fill(words.notes.sections.monitoring, "Revient au printemps.");
  await who.until("the saved note", () => who.shows(words.notes.savedAt("").trim()));
  await at("follow-up");
  await sign();
  await who.strike(KEY.control, KEY.enter);
  await who.see(words.patients.startVisit);
  const { rows } = nutrivault(data, "claire", "follow-ups", "list", "--part", "UNBOOKED", "--limit", "100");
  assert.equal(rows.find(({ id }) => id === patient.id)?.due, `${year}-03-12`);
});

step("two digits are a screening", async () => {
  await who.strike(KEY.control, "4");
  await who.press(words.screening.title, "main");
  await who.press(words.screening.screen, "main");
  await who.see(words.screening.missing(2));
  await at("screening");
  await who.strikeAll(..."21");
  await who.see(words.screening.categories.medium);
  await at("screened");
  await who.strike(KEY.control, KEY.enter);
  await who.gone(words.screening.finish);
  const [newest] = nutrivault(data, "claire", "screening", "list", "--patient", patient.id).screenings;
  assert.deepEqual(newest.result.components, [0, 1, 0]);
});

step("the readings of a child are walked on the curves by keys", async () => {
  await open("karpin sandra", "Sandra Karpin");
  await who.strike(KEY.control, "3");
  await who.press(words.growth.title, "main");
  await who.see(words.growth.z, "table");
  await at("growth");
  const shown = () => who.run("return document.querySelector('input[type=range]').value");
  await who.select("input[type=range]");
  const last = await shown();
  await who.strike(KEY.left);
  await who.until("the reading before", async () => (await shown()) !== last);
  await at("growth-before");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
