// A form that is wrong in several fields says so below each; what stood there before a correction; a note without a
// visit; a patient deleted in words and brought back; the clinic's own steps after a screening.
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
const strikes = (...keys) => who.strikeAll(...keys.flatMap((key) => [...key]));
const claire = (...words) => nutrivault(data, "claire", ...words);
const hasFocus = (label) =>
  who.until(`the focus in ${label}`, () =>
    who.run(
      `const { ariaLabel, labels } = document.activeElement ?? {};
      return (ariaLabel ?? labels?.[0]?.textContent ?? "").startsWith(arguments[0])`,
      label,
    ),
  );

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = claire("patients", "add", ...added).patient;
  claire("measurements", "add", "--patient", patient.id, "--kind", "WEIGHT", "--value", "72.4 kg");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin says what the clinic does after a result", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Screenings", "main nav");
  await who.see("After a screening");
  await who.press("Edit MUST, high risk");
  await hasFocus("MUST, high risk");
  await strikes("Refer to the nutrition team today.", KEY.enter);
  await who.see("Refer to the nutrition team today.");
  await who.picture("next-steps");
  await who.lock();
});

step("each wrong field of a registration is said below it, and the first has the focus", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.press("Patients", "nav");
  await who.press("Register patient");
  await who.fill("Family name", "Abbot");
  await who.fill("Birth date", "3 13 19");
  await who.fill("Phone", "call me");
  await who.fill("E-mail", "abbot");
  await who.press("Register patient");
  await who.see("This is no phone number.");
  await who.see("This is no e-mail address.");
  await hasFocus("Birth date");
  await who.picture("wrong-fields");
  assert.equal(claire("patients", "list", "--limit", "100").rows.filter(({ name }) => name === "Abbot").length, 0);
  await who.fill("Birth date", "3 12 1950");
  await who.fill("Phone", "0601020304");
  await who.fill("E-mail", "abbot@example.org");
  await who.press("Register patient");
  await who.until("the page of Abbot", async () => (await who.text("h1")).startsWith("Abbot"));
});

step("a corrected reading shows what stood there, who had entered it and when", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "3");
  await who.press("More: Weight");
  await who.press("Correct", "[role=menu]");
  await who.fill("Value", "74.2");
  await who.strike(KEY.enter);
  await who.see("was 72.4 kg, entered by Claire Moreau; changed");
  await who.picture("corrected");
  const [reading] = claire("measurements", "list", "--patient", patient.id).measurements;
  assert.deepEqual([reading.corrected.was, reading.corrected.was_by], ["72.4 kg", "Claire Moreau"]);
});

step("a screening shows the clinic's own steps", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Screening");
  await who.press("Screen", "table, section");
  await who.see("Finish screening");
  await strikes("3", "3", "2");
  await who.see("Refer to the nutrition team today.");
  await who.picture("own-steps");
});

step("a note without a visit is written, listed and opened again", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "2");
  await who.press("Write note without a visit");
  await who.fill("Assessment", "Called: eats well.");
  await who.leave();
  await who.see("Saved");
  await who.picture("note-alone");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "2");
  await who.see("Notes without a visit");
  await who.picture("notes-without-visit");
  const [note] = claire("notes", "list", "--patient", patient.id).notes;
  assert.equal(note.visit_id, null);
});

step("a patient is deleted in words, and Undo brings them back", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("More");
  await who.press("Delete patient", "[role=menu]");
  await who.fill("In your words", "Registered twice.");
  await who.picture("delete-patient");
  await who.press("Delete patient", "[role=dialog]");
  await who.see("Ines Zoubir is deleted");
  await who.pointAtMessages();
  assert.equal(claire("search", "Zoubir").hits.length, 0);
  await who.press("Undo");
  await who.until("Ines to be found again", () => claire("search", "Zoubir").hits.length === 1);
});
