// Targets in the real window by keys alone: from an estimate, by hand, from reference intakes, ended and back.
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
const targets = () => nutrivault(data, "claire", "targets", "list", "--patient", patient.id).targets;
const inForce = (nutrient) => targets().find((row) => row.nutrient === nutrient && row.state === "inForce");
const measure = (kind, value) =>
  nutrivault(data, "claire", "measurements", "add", "--patient", patient.id, "--kind", kind, "--value", value);

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  measure("WEIGHT", "70 kg");
  measure("HEIGHT", "170 cm");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("three keys set the targets from an estimate", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Needs", "[role=tablist]");
  await who.see("No targets yet.");
  await who.picture("targets-none");
  await who.strike(KEY.enter);
  await who.see("Choose an activity");
  await who.strike("l");
  await who.gone("Choose an activity");
  await who.strike(KEY.control, KEY.enter);
  await who.see("from an estimate");
  const energy = inForce("energy");
  assert.deepEqual([energy.low, energy.low], [energy.high, Math.round(energy.low)]);
  assert.equal(inForce("protein").source, "estimate");
});

step("a target by hand replaces that of the estimate, which stays behind a button", async () => {
  await who.press("Add target");
  await who.until("the focus in the first field", () =>
    who.run("return document.activeElement?.matches('form select') ?? false"),
  );
  await who.strikeAll(KEY.tab, ..."1,200", KEY.tab, KEY.enter);
  await who.see("An amount, such as 75 or 1.5 g");
  await who.fill("At least", "0.09 kg");
  await who.strike(KEY.enter);
  await who.see("at least 90");
  assert.deepEqual([inForce("protein").low, inForce("protein").source], [90, "hand"]);
  await who.see("Earlier (1)");
});

step("reference intakes fill the others and leave these", async () => {
  await who.press("Reference intakes");
  await who.see("Females, 31–50 years");
  await who.see("own target stays");
  await who.picture("targets-reference");
  // the first letters of a word choose it in a list
  await who.strikeAll(..."Pregnancy");
  await who.see("27 mg");
  await who.press("Set these");
  await who.see("Targets set");
  await who.see("Iron");
  assert.deepEqual([inForce("iron").low, inForce("iron").life_stage], [27, "pregnancy31To50"]);
  assert.equal(inForce("protein").low, 90);
  await who.picture("targets");
});

step("a target ends, and Undo brings it back", async () => {
  await who.press("More: Iron");
  await who.press("End today");
  await who.see("Iron: ended");
  await who.pointAtMessages();
  assert.equal(inForce("iron"), undefined);
  await who.press("Undo");
  await who.until("the target again", () => inForce("iron") !== undefined);
  await who.press("Visits");
  await who.press("Timeline");
  await who.see("Targets set");
  await who.picture("targets-timeline");
});
