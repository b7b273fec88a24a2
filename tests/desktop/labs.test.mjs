// A sheet of a laboratory in the real window by keys alone: typed in, asked about, corrected, taken out and back.
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
const results = () =>
  nutrivault(data, "claire", "labs", "list", "--patient", patient.id).sheets.flatMap((sheet) => sheet.results);
const focused = () => who.run("return document.activeElement.labels?.[0]?.textContent ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()).startsWith(name));

/** Goes on by Tab until what has this name has the focus. */
async function tabTo(name) {
  const named = "return document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
  for (let count = 0; count < 80; count += 1) {
    if ((await who.run(named)) === name) return;
    await who.strike(KEY.tab);
  }
  assert.fail(`Tab does not reach '${name}'`);
}

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a sheet is typed in line after line", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "5");
  await who.see("No laboratory results yet");
  await who.picture("labs-none");
  await tabTo("Add results");
  await who.strike(KEY.enter);
  await atField("Collected on");
  await who.strikeAll(..."3 5 2026", KEY.tab, ..."Central", KEY.tab);
  await atField("Test");
  await who.strikeAll(..."pota", KEY.tab);
  await atField("Value");
  await who.strikeAll(..."6.9", KEY.enter);
  await who.see("Potassium", "ul");
  await atField("Test");
  await who.strikeAll(..."tsh", KEY.tab, ..."<0.3", KEY.enter);
  await who.see("<0.3 mIU/L");
  assert.deepEqual(
    results().map(({ test: key, entered, unit, reading }) => [key, entered, unit, reading.flag]),
    [
      ["potassium", "6.9", "mmol/L", "criticalHigh"],
      ["tsh", "<0.3", "mIU/L", "low"],
    ],
  );
  await who.picture("labs-entry");
});

step("an improbable value is asked about, with the unit that is probably meant", async () => {
  await atField("Test");
  await who.strikeAll(..."creat", KEY.tab, ..."0.9", KEY.enter);
  await who.see("Is it in mg/dL?");
  await who.picture("labs-improbable");
  await who.strike(KEY.enter);
  await who.see("0.9 mg/dL", "ul");
  const [, , creatinine] = results();
  assert.deepEqual([creatinine.unit, creatinine.questioned], ["mg/dL", false]);
  await atField("Test");
  await who.strike(KEY.escape);
  await who.see("Tietz Fundamentals");
  await who.picture("labs");
});

step("a result is corrected, and what stood there is shown", async () => {
  await who.press("By sheet");
  await tabTo("More: Potassium");
  await who.strike(KEY.enter);
  await who.see("Correct", "[role=menu]");
  await who.press("Correct");
  await atField("Test");
  await who.strike(KEY.tab);
  await atField("Value");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."5.9", KEY.enter);
  await who.see("was Potassium 6.9 mmol/L");
  assert.equal(results()[0].corrected.was, "Potassium 6.9 mmol/L");
  await who.picture("labs-sheet");
});

step("a sheet that was entered in error goes, and Undo brings it back", async () => {
  await tabTo("More: Sheet of 3 May 2026");
  await who.strike(KEY.enter);
  await who.see("Entered in error", "[role=menu]");
  await who.press("Entered in error");
  await who.see("Why", "[role=dialog]");
  await who.strikeAll(..."another patient", KEY.enter);
  await who.see("No laboratory results yet");
  await who.pointAtMessages();
  assert.equal(results().length, 0);
  await who.press("Undo");
  await who.see("Central");
  assert.equal(results().length, 3);
});
