// A handout is given by keys alone in the real window: in the language of the patient, printed as the program saves it,
// taken back, and unchanged when an admin later edits the leaflet in the settings.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, pageDrawn, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const given = () => nutrivault(data, "claire", "given-handouts", "list", "--patient", patient.id).given_handouts;

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--preferred-language", "fr"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the leaflets are in the chart, in the patient's language first", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Plan", "[role=tablist]");
  await who.press("Handouts", "main");
  await who.see("Moins de sel");
  await who.see("French, English");
  await who.picture("handouts");
});

step("one is given and printed as it is previewed", async () => {
  await who.tabTo("Moins de sel");
  await who.strike(KEY.enter);
  await who.see("Give “Moins de sel”", "[role=dialog]");
  await who.picture("handout-give");
  await who.tabTo("Give and print");
  await who.strike(KEY.enter);
  await who.see("Page 1 of 1", "[role=dialog]");
  await pageDrawn(who);
  await who.picture("print-handout");
  const file = path.join(data, "handout.pdf");
  await savePdf(who, file);
  await who.strike(KEY.escape);
  has(file, "Moins de sel", "Où il se cache", "Ines Zoubir", "Remis par Claire Moreau");
  const [row] = given();
  assert.deepEqual([row.title, row.language], ["Moins de sel", "fr"]);
});

step("it is taken back, and put back", async () => {
  await who.tabTo("More: Handout “Moins de sel”");
  await who.strike(KEY.enter);
  await who.see("Entered in error", "[role=menu]");
  await who.strike(KEY.enter);
  await who.see("Reason", "[role=dialog]");
  await who.strikeAll(..."Another patient");
  await who.pointAtEachMessage();
  await who.strike(KEY.enter);
  await who.see("Nothing was given yet.");
  await who.pointAtMessages();
  assert.deepEqual(given(), []);
  await who.press("Undo");
  await who.gone("Nothing was given yet.");
  assert.equal(given().length, 1);
});

step("what was given stays as it was when the leaflet is changed", async () => {
  const [before] = given();
  nutrivault(data, "admin", "handouts", "edit", "Moins de sel", "--text", "Du sel", "--active", "false");
  assert.deepEqual(given(), [before]);
});
