// A note, a meal plan and the summary of a visit in the real window as they are printed: their pages, saved as a file,
// and no printer to send them to.
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, pageDrawn, savePdf, textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
/** Saves what the dialog shows as a file of this name. Returns its path. */
const saveAs = async (name) => {
  const file = path.join(data, name);
  await savePdf(who, file);
  return file;
};
/** Where a button of the dialog is in the window. */
const cornerOf = (button) =>
  who.run(
    "const named = (one) => one.textContent === arguments[0];" +
      "const { x, y } = [...document.querySelectorAll('[role=dialog] button')].find(named).getBoundingClientRect();" +
      "return [x, y]",
    button,
  );
const saved = () => nutrivault(data, "admin", "audit", "list", "--action", "save print").rows;

before(async () => {
  data = demoClinic();
  const added = [
    "--given-name",
    "Ines",
    "--family-name",
    "Zoubir",
    "--birth-date",
    "1980-05-04",
    "--preferred-language",
    "fr",
  ];
  const { id } = nutrivault(data, "claire", "patients", "add", ...added).patient;
  const begun = ["--patient", id, "--title", "Moins de sel", "--days", "2"];
  const { plan } = nutrivault(data, "claire", "meal-plans", "add", ...begun);
  const milk = ["--meal", "breakfast", "--food", "01077", "--amount", "2 cups"];
  for (const day of ["1", "2"])
    nutrivault(data, "claire", "meal-plans", "add-food", "--plan", plan.id, "--day", day, ...milk);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the pages of a note are shown in the language of the patient", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.see("Assessment");
  await who.fill("Assessment", "Sleeps badly. #import *bold* $x$");
  await who.press("Print");
  await who.see("Page 1 of 1", "[role=dialog]");
  await pageDrawn(who);
  await who.see("This note is a draft. Each page says so.", "[role=dialog]");
  const language = "return document.querySelector('[role=dialog] select').selectedOptions[0].textContent";
  assert.equal(await who.run(language), "French, the patient’s");
  await who.picture("print-note");
});

step("without a printer that is said, and nothing is in the audit log", async () => {
  await who.press("Print", "[role=dialog]");
  await who.see("No printer found. Save the PDF and print it elsewhere.", "[role=dialog]");
  assert.deepEqual(saved(), []);
});

step("the same pages are saved, and the audit log names the patient", async () => {
  const file = await saveAs("note.pdf");
  assert.ok(existsSync(file));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  has(file, "Ines Zoubir", "4 mai 1980", "Brouillon, non signé", "Page 1 sur 1", "#import *bold* $x$");
  const rows = saved();
  assert.equal(rows.length, 1);
  assert.equal(rows[0].patient.name, "Ines Zoubir");
});

step("the summary of a visit has no word of a note that is not signed", async () => {
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  await who.strike(KEY.control, "p");
  await who.see("Note, once it is signed", "[role=dialog]");
  await pageDrawn(who);
  await who.picture("print-visit");
  const file = await saveAs("visit.pdf");
  has(file, "Résumé de la visite", "Ines Zoubir", "Brouillon, non signé", "son texte n’est pas imprimé ici");
  assert.ok(!textOf(file).includes("Sleeps badly"));
  assert.deepEqual(
    saved()
      .map(({ resource }) => resource)
      .sort(),
    ["Note", "Visit"],
  );
});

step("a plan is printed by its key, with what is bought for all of its days", async () => {
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.press("Moins de sel");
  await who.see("Give to patient");
  await who.strike(KEY.control, "p");
  await who.see("Shopping list", "[role=dialog]");
  // a page that is drawn moves no button
  const atFirst = await cornerOf("Save PDF");
  await pageDrawn(who);
  assert.deepEqual(await cornerOf("Save PDF"), atFirst);
  await who.see("This plan is a draft. Each page says so.", "[role=dialog]");
  await who.picture("print-plan");
  const file = await saveAs("plan.pdf");
  has(file, "Plan alimentaire", "Brouillon, non remis au patient", "Lait entier 2 tasses 488");
  has(file, "Liste de courses", "Lait et produits laitiers", "Lait entier 4 tasses 976", "Page 2 sur 2");
});

step("the page has reported no error in all of it", async () => {
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  assert.deepEqual(await who.consoleErrors(), []);
});
