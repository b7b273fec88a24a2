// The history of a patient in the real window by keys alone: a kind by its digit, rows by arrows, one whole by Enter.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const DAY_MS = 24 * 60 * 60 * 1000;
const listed = (...words) => nutrivault(data, "claire", "timeline", "list", "--patient", patient.id, ...words);
const focused = () => who.run("return document.activeElement.textContent");
const rows = () => who.run("return document.querySelectorAll('[data-row]').length");

before(async () => {
  data = demoClinic();
  const { rows: people } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  patient = people.find((row) => row.name === "Leandra Bardhi");
  const lately = new Date(Date.now() - 9 * DAY_MS).toISOString();
  const weight = ["measurements", "add", "--patient", patient.id, "--kind", "WEIGHT", "--value", "46 kg", "--keep"];
  nutrivault(data, "claire", ...weight, "--at", lately);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the visits of a patient have their timeline beside them", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Leandra", patient.name);
  await who.strike(KEY.control, "2");
  await who.press("Visits", "[role=tablist]");
  await who.strike(KEY.tab);
  await who.strike(KEY.right);
  await who.see("1 Everything");
  const { total } = listed();
  assert.ok(total > 5, `${total}`);
  await who.until("every row", async () => (await rows()) === Math.min(total, 50));
});

step("a digit shows one kind, and what was entered later says so", async () => {
  await who.strike("3");
  const { rows: measures } = listed("--group", "MEASURES");
  await who.until("the measures alone", async () => (await rows()) === measures.length);
  const late = measures.find((row) => row.entered_on !== null);
  assert.ok(late.entered_on > late.on);
  await who.see("entered ");
});

step("arrows walk the rows, Enter shows one whole, and Escape goes back to it", async () => {
  await who.strike("2");
  const { rows: visits } = listed("--group", "VISITS");
  await who.until("the visits alone", async () => (await rows()) === visits.length);
  await who.press("Visits", "[role=tablist]");
  await who.strike(KEY.down);
  await who.strike(KEY.down);
  const second = await focused();
  assert.match(second, /Visit|Note|Addendum/);
  await who.strike(KEY.enter);
  await who.see("Open visit");
  await who.strike(KEY.escape);
  await who.gone("Open visit");
  assert.equal(await focused(), second);
  await who.strike(KEY.enter);
  await who.press("Open visit");
  // the demo's visit of this hour may have an unsigned note
  await who.until("the visit", async () => (await who.shows("Add addendum")) || (await who.shows("Sign note")));
});
