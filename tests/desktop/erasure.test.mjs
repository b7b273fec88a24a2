// A patient is erased for good in the real window by keys: what goes, why, the recovery key, the file number typed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, recoveryGroups, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);

before(async () => {
  data = demoClinic();
  const add = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...add).patient;
  nutrivault(data, "claire", "allergies", "add", "--patient", patient.id, "--substance", "Sesame");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin sees what goes, and says why", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.openPatient("Ines Zoubir", "Ines Zoubir");
  await who.press("More");
  await who.press("Erase for good…");
  await who.see("There is no Undo.");
  await who.see("Allergies");
  await who.picture("erasure-what");
  await who.press("Next");
  await who.see("Why is the patient erased?");
  await who.select("input[value=patientRequest]");
  await who.strike(" ");
  await who.picture("erasure-why");
  await who.strike(KEY.enter);
  await who.see("Without a server no other admin signs.");
});

step("a recovery key that is mistyped erases nothing, and is asked for again", async () => {
  const groups = recoveryGroups(data);
  for (const [number, group] of groups) await who.fill(`Group ${number}`, group);
  await who.fill("Group 9", groups[4][1] === "QQQQ" ? "PPPP" : "QQQQ");
  await who.picture("erasure-second");
  await who.press("Next");
  await who.fill("Type the file number", patient.file_number);
  await who.strike(KEY.enter);
  await who.see("The key that was typed does not open this clinic.");
  assert.equal(await who.value("Group 5"), "");
  assert.equal(nutrivault(data, "admin", "search", "Zoubir").hits.length, 1);
});

step("the right key and the file number erase the patient, and the certificate names nobody", async () => {
  for (const [number, group] of recoveryGroups(data)) await who.fill(`Group ${number}`, group);
  await who.press("Next");
  assert.notEqual(await who.value("Type the file number"), "");
  await who.picture("erasure-number");
  await who.press("Erase File");
  await who.see("Certificate of erasure");
  await who.gone("Type the file number");
  await who.picture("erasure-certificate");
  assert.equal((await who.text("main")).includes("Zoubir"), false);
  assert.equal(nutrivault(data, "admin", "search", "Zoubir").hits.length, 0);
  assert.throws(() => nutrivault(data, "admin", "patients", "show", patient.id));
  await who.press("Back to the patients");
  await who.see("Register patient");
  assert.equal(await who.shows("Zoubir"), false);
});

step("the log says who erased, and its chain holds", async () => {
  const { erasures } = nutrivault(data, "admin", "patients", "erasures");
  assert.equal(erasures.length, 1);
  assert.equal(erasures[0].id, patient.id);
  nutrivault(data, "admin", "audit", "verify");
});
