// The front desk has a consent signed, in the real window by keys alone: it is withdrawn, and that is taken back; the
// scan of the form is named as what was signed.
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
const consents = () => nutrivault(data, "lea", "consents", "list", "--patient", patient.id);
const focused = () => who.run("const front = document.activeElement; return front.labels?.[0]?.textContent ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()).startsWith(name));
const selectAll = () => who.strike(KEY.control, "a");

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
  const { rows } = nutrivault(data, "lea", "patients", "list", "--limit", "100");
  const isOpen = (row) =>
    nutrivault(data, "lea", "consents", "list", "--patient", row.id).state === "notAsked" && row.name !== "";
  patient = rows.find(isOpen);
  const scan = path.join(data, "scan.txt");
  writeFileSync(scan, "The form as it was signed.");
  const named = ["--name", "Form of May", "--type", "consent", "--office"];
  nutrivault(data, "lea", "documents", "add", "--patient", patient.id, "--file", scan, ...named);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a patient who was never asked is said to be so", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Today");
  await who.openPatient(patient.file_number, patient.name);
  await who.see("Not asked yet");
});

step("a consent is recorded by keys alone", async () => {
  await tabTo("Record consent");
  await who.strike(KEY.enter);
  await atField("Version of the form");
  await who.strike(..."2");
  await who.strike(KEY.tab);
  await atField("Signed on");
  await selectAll();
  for (const key of "3 5 2026") await who.strike(key);
  await who.strike(KEY.enter);
  await who.see("Signed version 2, 3 May 2026, on paper");
  await who.gone("Not asked yet");
  const { state, rows } = consents();
  assert.equal(state, "signed");
  assert.deepEqual(
    rows.map(({ version, signed_on, method }) => [version, signed_on, method]),
    [["2", "2026-05-03", "paper"]],
  );
});

/** Opens the menu of the consent, and chooses from its items by arrows. */
async function choose(...items) {
  await tabTo("More: Consent, version 2");
  await who.strike(KEY.enter);
  for (const item of items) {
    await who.until(`'${item}' to have the focus`, () =>
      who.run("return document.activeElement.textContent === arguments[0]", item),
    );
    await who.strike(item === items.at(-1) ? KEY.enter : KEY.down);
  }
}

step("it is withdrawn on a day, and Undo takes that back", async () => {
  await choose("Print", "Withdraw");
  await atField("Withdrawn on");
  await selectAll();
  for (const key of "5 6 2026") await who.strike(key);
  await who.strike(KEY.enter);
  await who.see("Withdrawn 5 Jun 2026");
  await who.pointAtMessages();
  assert.equal(consents().state, "withdrawn");
  await who.press("Undo");
  await who.gone("Withdrawn 5 Jun 2026");
  assert.equal(consents().state, "signed");
});

step("a document of the front desk is named as the signed form, and Undo takes that back", async () => {
  await choose("Print", "Withdraw", "Signed form");
  await atField("Signed form");
  await who.strike(..."F");
  await who.strike(KEY.enter);
  await who.see("Signed form: Form of May");
  await who.pointAtMessages();
  assert.equal(consents().rows[0].document.name, "Form of May");
  await who.picture("consent-form");
  await who.press("Undo");
  await who.gone("Signed form: Form of May");
  assert.equal(consents().rows[0].document, null);
});
