// The medical record of a patient in the real window: one type of it, all versions, an earlier one compared by keys.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const claire = (...words) => nutrivault(data, "claire", ...words);
const TABLE = "table[aria-label=Records]";
const PEEK = "[data-pane=peek]";
const rows = () => who.run("return document.querySelectorAll(arguments[0]).length", `${TABLE} tbody tr`);
const hasRows = (count) => who.until(`${count} rows`, async () => (await rows()) === count);
const focusRow = (index) =>
  who.run("document.querySelectorAll(arguments[0])[arguments[1]].focus()", `${TABLE} [data-row-link]`, index);
const focused = () => who.run("return document.activeElement.textContent");

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = claire("patients", "add", ...added).patient;
  const { note } = claire("notes", "write", "--patient", patient.id, "--kind", "FREE", "--section", "text=Eats late.");
  claire("notes", "write", "--note", note.id, "--section", "text=Eats early.");
  const letter = path.join(data, "letter.txt");
  writeFileSync(letter, "About an invented patient.");
  const named = ["--name", "Letter of Dr Example", "--type", "LETTER"];
  claire("documents", "add", "--patient", patient.id, "--file", letter, ...named);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the records of a patient are next to their visits", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Visits", "[role=tablist]");
  await who.press("Records", "main");
  await who.see("Letter of Dr Example", TABLE);
  await who.see("2 of 2", TABLE);
  await hasRows(2);
});

step("one type is picked, with the number of its records", async () => {
  await who.choose("Type", "Document (1)");
  await hasRows(1);
  await who.see("Letter of Dr Example", TABLE);
  await who.choose("Type", "Free text (1)");
  await who.see("Draft", TABLE);
  await hasRows(1);
});

step("all versions of it are listed, and the filter stays", async () => {
  await who.press("All versions", "main");
  await who.see("Earlier version", TABLE);
  await hasRows(2);
  assert.equal(await who.value("Type"), "Free text (2)");
  await who.picture("records");
});

step("Enter opens a note with its text, and Escape goes back to its row", async () => {
  await focusRow(0);
  const row = await focused();
  await who.strike(KEY.enter);
  await who.see("Eats early.", PEEK);
  await who.picture("record");
  await who.strike(KEY.escape);
  await who.until("the end of the peek", () => who.run("return document.querySelector(arguments[0]) === null", PEEK));
  assert.equal(await focused(), row);
});

step("an earlier version is compared with the next one", async () => {
  await focusRow(1);
  await who.strike(KEY.enter);
  await who.see("1 of 2", PEEK);
  await who.press("Compare versions", PEEK);
  await who.see("Versions of this note", "[aria-modal=true]");
  const changed = "[aria-modal=true] mark";
  await who.until("the words that changed", async () => /late.*early/.test(await who.text(changed)));
  await who.picture("record-versions");
  await who.strike(KEY.escape);
  await who.gone("Versions of this note");
  assert.ok(await who.shows("Compare versions"));
  await who.strike(KEY.escape);
  await who.gone("Compare versions");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
