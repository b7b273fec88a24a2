// Screening in the real window by keys alone: each digit answers the question that is framed, and no other.
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
const screenings = () => nutrivault(data, "claire", "screening", "list", "--patient", patient.id).screenings;

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  patient = rows.find((row) => row.name === "Leandra Bardhi");
  const weight = ["measurements", "add", "--patient", patient.id, "--kind", "WEIGHT", "--value", "46 kg", "--keep"];
  nutrivault(data, "claire", ...weight);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the plan of a patient lists what was screened", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Leandra", patient.name);
  await who.strike(KEY.control, "4");
  await who.press("Screening");
  await who.see("MUST (points)");
});

step("two digits and Ctrl Enter are a MUST with what was measured today", async () => {
  const before = screenings().length;
  await who.press("Screen", "table, section");
  await who.see("from today");
  await who.see("2 answers missing");
  await who.strike("2");
  await who.see("1 answer missing");
  await who.strike("1");
  await who.see("3, high risk");
  await who.strike(KEY.control, KEY.enter);
  await who.gone("Finish screening");
  const [newest, ...earlier] = screenings();
  assert.equal(earlier.length, before);
  assert.deepEqual(newest.result.components, [2, 1, 0]);
  // the number itself, and not the range that it lies in
  assert.match(newest.answers.bmi, /^16\.\d+$/);
  assert.equal(newest.answers.weight_loss_pct, "5_to_10");
  assert.equal(newest.answers.acute_no_intake_over_5d, "no");
});
