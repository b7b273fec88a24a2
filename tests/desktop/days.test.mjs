// A short day of each role that no other file follows, by keys: nurse, head doctor, medical records, assistant and
// viewer, each at the window that the one before has locked.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { walker } from "./shown.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const NAME = "Zubeda Quist";
const TWIN = "Ottoline Marsh";
const FINDING = "Pale and short of breath.";
const step = journey(test);
const seeds = path.join(import.meta.dirname, "../../seeds/demo/documents");
let who;
let data;
let patient;
let walk;

const as =
  (user) =>
  (...words) =>
    nutrivault(data, user, ...words);
const begin = async (user) => {
  await who.signIn(user, PASSWORDS[user]);
  await who.until("the first page", async () => (await who.text("main h1")) !== "");
};
/** The links that lead to what is still to be measured. */
const toMeasure = () =>
  who.run(
    "return [...document.querySelectorAll('main li button')].filter((e) => e.textContent === arguments[0]).length",
    "Take measurements",
  );
const add = (given, family, ...words) =>
  as("claire")("patients", "add", "--given-name", given, "--family-name", family, ...words).patient.id;

/** Raises an alert from elsewhere. */
const raise = (user, title) =>
  as(user)("alerts", "raise", "--kind", "OPERATIONAL", "--priority", "HIGH", "--title", title).alert.id;
const alert = (id) => as("samuel")("alerts", "show", id).alert;

before(async () => {
  data = demoClinic();
  patient = add("Zubeda", "Quist", "--birth-date", "1950-05-04", "--sex", "FEMALE");
  const of = ["--patient", patient];
  as("claire")("allergies", "add", ...of, "--substance", "Sesame");
  const starts = new Date(Date.now() - 5 * 60_000).toISOString();
  const booked = as("lea")("appointments", "book", "--anyway", ...of, "--provider", "claire", "--starts", starts);
  as("lea")("appointments", "status", booked.appointment.id, "ARRIVED");
  leaveUnsigned(of);
  for (const given of ["Ottoline", "Ottoline"]) add(given, "Marsh", "--birth-date", "1961-03-02", "--sex", "FEMALE");
  who = person(await openWindow({ data }));
  walk = walker(who, NAME, () => {});
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

/** A visit of a doctor of the same department as the head doctor has ended, and its note is a draft. */
function leaveUnsigned(of) {
  const david = as("david");
  const { visit } = david("visits", "start", ...of);
  david("notes", "write", "--note", visit.note.id, "--section", `ASSESSMENT=${FINDING}`);
  david("visits", "end", visit.id);
}

step("a nurse measures who waits, and they are no longer to be measured", async () => {
  await begin("naomi");
  await who.see(NAME, "main");
  const before = await who.until("who is to be measured", toMeasure);
  await who.run(
    "const row = [...document.querySelectorAll('main li')].find((li) => li.textContent.includes(" +
      "arguments[0]) && li.textContent.includes(arguments[1])); [...row.querySelectorAll('button')].at(-1).focus()",
    NAME,
    "Take measurements",
  );
  await who.strike(KEY.enter);
  await who.see("Add reading", "main");
  await who.tabTo("Add reading");
  await who.strike(KEY.enter);
  await who.focused("Value");
  await who.strikeAll(..."61.5 kg", KEY.enter);
  await who.see("is recorded.", "main");
  await who.picture("nurse-measured");
  const [newest] = as("naomi")("measurements", "list", "--patient", patient).measurements;
  assert.equal(newest.entered_text, "61.5 kg");
  await who.strike(KEY.escape);
  await who.strikeAll("g", "t");
  await who.see("Waiting now", "main");
  await who.until("one fewer", async () => (await toMeasure()) === before - 1);
  await who.lock();
});

step("a head doctor sees an unsigned note of the department, and an alert", async () => {
  const id = raise("naomi", "Monitor fails in room 2");
  as("naomi")("alerts", "escalate", id);
  await begin("rania");
  await who.see("Monitor fails in room 2", "main");
  if (await who.shows("See all", "main")) await who.press("See all", "main");
  await who.see("Not signed after the visit · David Osei", "main");
  await who.picture("head-doctor");
  await who.run(
    "[...document.querySelectorAll('main li button')].find((row) => row.textContent.includes(" +
      "'Not signed after the visit') && row.textContent.includes(arguments[0])).focus()",
    NAME,
  );
  await who.strike(KEY.enter);
  await who.until("the patient", async () => (await who.text("h1")).startsWith(NAME));
  await who.press("Records", "[role=tabpanel]");
  await who.see(FINDING, "main");
  await who.see("David Osei", "main");
  await who.press("Alerts, ", "header");
  await who.see("Monitor fails in room 2", "main");
  await who.tabTo("Acknowledge “Monitor fails in room 2”");
  await who.strike(KEY.enter);
  await who.until("the acknowledgement", () => alert(id).acknowledged?.by === "Rania Rahman");
  await who.lock();
});

step("an operator raises, takes on, escalates and resolves an alert by keys", async () => {
  await begin("samuel");
  await who.see("Raise alert", "main");
  assert.deepEqual(await walk.names("nav[data-pane=nav]"), ["Sync"]);
  await who.strike(KEY.control, KEY.enter);
  await who.focused("What");
  await who.strikeAll(..."Gate does not shut", KEY.enter);
  await who.see("“Gate does not shut” is raised");
  await who.tabTo("Acknowledge “Gate does not shut”");
  await who.strike(KEY.enter);
  const { id } = as("samuel")("alerts", "list").rows.find(({ title }) => title === "Gate does not shut");
  await who.until("the acknowledgement", () => alert(id).state === "acknowledged");
  await who.press("Gate does not shut", "main ol");
  await who.see("Raised, calls level 1", "[role=dialog]");
  await who.tabTo("Escalate now");
  await who.strike(KEY.enter);
  await who.see("escalated", "[role=dialog]");
  assert.equal(alert(id).level, 2);
  await who.tabTo("Resolve “Gate does not shut”");
  await who.strike(KEY.enter);
  await who.focused("What was done");
  await who.strikeAll(..."Oiled", KEY.enter);
  await who.until("the end", () => alert(id).state === "resolved");
  assert.equal(alert(id).remark, "Oiled");
  await who.picture("operator");
  await who.strike(KEY.escape);
  // no patient is found, and none is opened
  await who.strike(KEY.control, "k");
  await who.fill("Find a patient or action", "Zubeda", "[role=dialog]");
  await who.until("no patient", async () => !(await who.text("[role=dialog] [data-action]")).includes("Zubeda"));
  await who.strike(KEY.escape);
  await who.lock();
});

step("medical records merge likely duplicates, add an identity card and file it", async () => {
  await begin("mei");
  await who.see("Enter compares.");
  await who.see(TWIN, "main");
  await who.select("[data-row-link]");
  await who.strike(KEY.enter);
  await who.see("goes", "[role=dialog]");
  await who.tabTo("Merge into File");
  await who.strike(KEY.enter);
  await who.see("Merged into File");
  assert.equal(as("mei")("search", TWIN).hits.length, 1);
  await who.picture("medical-records");
  await who.openPatient("Zubeda", NAME);
  await who.press("Contact", "main [role=tablist]");
  const chooser = "input[type=file][aria-label='Add document']";
  await who.type(await who.until("the chooser", () => who.find(chooser)), path.join(seeds, "card.png"));
  await who.select("[role=dialog] input");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."Passport", KEY.enter);
  await who.see("Passport", "main");
  await who.until("the document", () =>
    as("mei")("documents", "list", "--office", "--patient", patient).documents.some(({ name }) => name === "Passport"),
  );
  const toFile = () => as("mei")("documents", "to-file").documents.map(({ name }) => name);
  assert.ok(toFile().includes("Passport"));
  await who.strike(KEY.escape);
  await who.strikeAll("g", "t");
  await who.press("To file", "main");
  await who.see("Passport", "main");
  await who.picture("to-file");
  await who.tabTo("File: Passport");
  await who.strike(KEY.enter);
  await who.see("Passport was filed.");
  assert.ok(!toFile().includes("Passport"));
  await who.lock();
});

step("an assistant registers a patient by keys, and sees no tab of a chart", async () => {
  await begin("jonas");
  await who.see("Appointments today");
  await who.strike(KEY.control, "n");
  await who.focused("Given name");
  await who.strikeAll(..."Perpetua", KEY.tab, ..."Vance");
  await who.strike(KEY.control, KEY.enter);
  await who.until("the page of the patient", async () => (await who.text("h1")).startsWith("Perpetua Vance"));
  const tabs = await who.run("return [...document.querySelectorAll('main [role=tab]')].map((tab) => tab.textContent)");
  assert.deepEqual(tabs, ["Contact", "Appointments", "Billing"]);
  assert.equal(as("jonas")("search", "Perpetua Vance").hits.length, 1);
  await who.strikeAll("g", "a");
  await who.see(NAME, "main");
  const text = await who.text("body");
  for (const word of ["Sesame", FINDING, "61.5"]) assert.ok(!text.includes(word), word);
  await who.picture("assistant");
  await who.lock();
});

/** Of what a viewer is offered, each opens something to read. */
const READS = [
  /^(Today|Previous|Next|Day|Week|Month|My department|By room|Absences|Print|Open|Back|See all|Likely|All|Follow-ups)/,
  /^(Waiting list|Reminders|Clashes|See who fits|Time slot|\d+ \w+ \d{4}, )/,
  // what was filed in the step before, and its menu
  /^(Inpatients|Passport|More: Passport)/,
  /^(Visits|Timeline|Records|Growth|Chart|Values|Centiles|Z-scores|Sheets|Tests|Preview|Page|Larger|Smaller)/,
];

step("a viewer reads the chart, and no button that writes is there", async () => {
  await begin("fatou");
  const offered = new Set();
  const names = as("fatou")("patients", "list", "--limit", "100").rows.map(({ name }) => name);
  // a row, a card, and its menu
  const isOfPatient = (button) => names.some((name) => button.startsWith(name) || button === `More: ${name}`);
  const collect = async (where) => {
    await walk.rest();
    for (const name of await walk.names("main"))
      if (!isOfPatient(name) && !READS.some((one) => one.test(name))) offered.add(`${where}: ${name}`);
  };
  for (const page of await walk.names("nav[data-pane=nav]")) {
    await who.press(page, "nav");
    await collect(page);
  }
  await who.openPatient("Zubeda", NAME);
  await who.see("Sesame", "main");
  await who.see("Read only", "main");
  const tabs = await who.run("return [...document.querySelectorAll('main [role=tab]')].map((tab) => tab.textContent)");
  for (const tab of tabs) {
    await who.press(tab, "main [role=tablist]");
    await collect(tab);
    const parts = "return [...document.querySelectorAll('[role=tabpanel] [role=tab]')].map((part) => part.textContent)";
    for (const part of await who.run(parts)) {
      await who.press(part, "[role=tabpanel]");
      await collect(`${tab}, ${part}`);
    }
  }
  assert.ok(tabs.includes("Overview") && tabs.includes("Plan"), tabs.join());
  assert.deepEqual([...offered], []);
  await who.picture("viewer");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
