// Notes in the real window by keys alone: a template completed from the chart, two versions beside each other.
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
const focus = async (section) => {
  await who.run(
    `[...document.querySelectorAll("textarea")].find((field) => field.labels[0]?.textContent === arguments[0]).focus()`,
    section,
  );
};
// in one go, as from the clipboard: what is typed key by key may be saved in the middle, which makes one version more
const paste = async (section, text) => {
  await focus(section);
  await who.run("document.activeElement.select(); document.execCommand('insertText', false, arguments[0])", text);
};
const highlights = (word, which) =>
  who.until(`'${word}' to be highlighted`, async () => (await who.text(`[role=dialog] mark${which}`)).includes(word));
const reads = (section, wanted) =>
  who.until(`the text of ${section}`, async () => wanted((await who.value(section)) ?? ""));

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  const of = ["--patient", patient.id];
  nutrivault(data, "claire", "medications", "add", ...of, "--name", "Metformin", "--dose", "500 mg");
  nutrivault(data, "claire", "none-known", "add", ...of, "--list", "allergies");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin adds a template, and sees what becomes of it", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Notes and their fields", "main nav");
  await who.see("Telephone call", "table[aria-label='Note templates']");
  await who.picture("templates");
  await who.press("Add template");
  await who.see("For an invented patient", "[role=dialog]");
  await strikes("Our summary", KEY.tab, KEY.tab, "Takes {medications}. {allergies}. Weight {wheight}.");
  await who.see("{wheight} is no field of the chart", "[role=dialog]");
  await who.fill("Text", "Takes {medications}. {allergies}. Weight {weight}.");
  await strikes(KEY.enter, "Next: ");
  await who.see("Takes Metformin 500 mg. Peanut. Weight 72.4", "[role=dialog]");
  await who.picture("template");
  await who.press("Save template");
  await who.see("Our summary", "table[aria-label='Note templates']");
  await who.lock();
});

step("a slash and letters find a template, and Enter fills it from the chart", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.fill("Weight", "72.4 kg");
  await who.strike(KEY.enter);
  await who.see("saved");
  await focus("Assessment");
  await strikes("/summ");
  await who.see("Our summary");
  await who.picture("note-template");
  await strikes(KEY.enter);
  const expected = "Takes Metformin 500 mg. No known allergies. Weight 72.4";
  await reads("Assessment", (text) => text.replace("\u202f", " ").startsWith(expected));
  await focus("Diagnosis");
  await strikes("/measures", KEY.enter);
  await reads("Diagnosis", (text) => /Weight 72\.4/.test(text));
});

step("Ctrl Z takes back what was typed in a note, and Ctrl Y repeats it", async () => {
  await focus("Monitoring");
  await strikes("Weigh");
  await reads("Monitoring", (text) => text === "Weigh");
  await who.strike(KEY.control, "z");
  await reads("Monitoring", (text) => text === "");
  await reads("Diagnosis", (text) => /Weight 72\.4/.test(text));
  await who.strike(KEY.control, "y");
  await reads("Monitoring", (text) => text === "Weigh");
});

step("two versions stand side by side with the words that changed", async () => {
  await paste("Monitoring", "Weigh in May.");
  await who.lock();
  await who.see("Your note is saved.");
  await who.signIn("claire", PASSWORDS.claire);
  await reads("Monitoring", (text) => text === "Weigh in May.");
  await paste("Monitoring", "Weigh in June.");
  await who.lock();
  await who.see("Your note is saved.");
  await who.signIn("claire", PASSWORDS.claire);
  await reads("Monitoring", (text) => text === "Weigh in June.");
  await who.press("Versions");
  await who.see("Versions of this note", "[role=dialog]");
  await highlights("June", "[data-here]");
  await highlights("May", ":not([data-here])");
  // a text is shown in its own lines
  const shown = await who.run(`return document.querySelector("[role=dialog] section p").innerText`);
  assert.match(shown.replace("\u202f", " "), /Weight 72\.4 kg\.\nNext:/);
  await who.picture("note-versions");
  await who.strike(KEY.escape);
  await who.gone("Versions of this note");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
