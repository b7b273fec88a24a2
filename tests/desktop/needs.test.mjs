// Estimating needs in the real window by keys alone: Enter, the letter of the activity, Ctrl Enter.
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
const estimates = () => nutrivault(data, "claire", "energy", "list", "--patient", patient.id).estimates;

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

step("the plan of a patient lists what was estimated, drawn over time", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Leandra", patient.name);
  await who.strike(KEY.control, "4");
  await who.press("Needs", "[role=tablist]");
  await who.see("Energy needed");
});

step("three keys estimate from what was measured today", async () => {
  const before = estimates().length;
  let strokes = 0;
  const strike = (...keys) => ((strokes += 1), who.strike(...keys));
  await strike(KEY.enter);
  await who.see("Save estimate");
  await who.see("Choose an activity");
  await strike("l");
  await who.gone("Choose an activity");
  await strike(KEY.control, KEY.enter);
  await who.gone("Save estimate");
  assert.equal(strokes, 3);
  const [newest, ...earlier] = estimates();
  assert.equal(earlier.length, before);
  assert.equal(newest.method, "mifflinStJeor");
  assert.equal(newest.inputs.weight_kg, "46");
  assert.equal(newest.inputs.activity, "light");
  // the day of the measurement stays with its number
  assert.match(newest.inputs.weight_on, /^\d{4}-\d\d-\d\d$/);
  assert.equal(newest.result.activity_factor, 1.375);
  const { protein, fat, carbohydrate } = newest.result.shares;
  assert.ok(Math.abs(protein.percent + fat.percent + carbohydrate.percent - 100) < 1e-9);
});

step("letters of a field are no activity, and a field that is wrong is told", async () => {
  await who.press("Estimate needs");
  await who.fill("Weight", "heavy");
  await who.leave();
  await who.see("Weight: type a number from 0.2 to 1,000.");
  await who.see("Needs weight");
  const before = estimates().length;
  await who.strike(KEY.control, KEY.enter);
  await who.fill("Weight", "46,5");
  await who.leave();
  await who.gone("Weight: type a number");
  await who.press("EER 2023");
  await who.strike("a");
  await who.press("Back to the list");
  assert.equal(estimates().length, before);
});
