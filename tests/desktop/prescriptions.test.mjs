// A medicine is prescribed and dispensed by keys alone in the real window: an allergy that names it asks first, the
// pharmacist's first page has it, one key and Enter dispense it, and what was given in error is taken back.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const prescriptions = () => nutrivault(data, "david", "prescriptions", "list", "--patient", patient.id).prescriptions;

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1950-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  nutrivault(data, "claire", "allergies", "add", "--patient", patient.id, "--substance", "Penicillin");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an allergy that names the medicine asks for a reason, and nothing is written", async () => {
  await who.press("David Osei");
  await who.signIn("david", PASSWORDS.david);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Labs and medicines", "[role=tablist]");
  await who.press("Prescriptions", "main");
  await who.see("No prescriptions yet");
  await who.tabTo("New prescription");
  await who.strike(KEY.enter);
  await who.typeInto("Medicine", "Penicillin V 1 MIU");
  await who.typeInto("Dose", "1 tablet");
  await who.typeInto("How often", "three times a day");
  await who.typeInto("Quantity", "21");
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await who.typeInto("Valid until", day);
  await who.strike(KEY.enter);
  await who.tabTo("Prescribe");
  await who.strike(KEY.enter);
  await who.see("Allergy: Penicillin. Prescribe anyway?");
  await who.picture("prescription-asked");
  assert.deepEqual(prescriptions(), []);
});

step("with a reason it is prescribed, and the allergy stays in sight", async () => {
  await who.strike(KEY.shift, KEY.tab);
  await who.strike(KEY.shift, KEY.tab);
  await who.typeInto("Reason despite the allergy", "Tolerated in 2024");
  await who.strike(KEY.enter);
  await who.see("Penicillin V 1 MIU, 1 tablet, three times a day");
  await who.see("Allergy: Penicillin");
  const [written] = prescriptions();
  assert.deepEqual([written.quantity, written.allergy_reason], ["21", "Tolerated in 2024"]);
  await who.picture("prescriptions");
});

step("the pharmacist's first page has it, and D and Enter dispense it", async () => {
  await who.lock();
  await who.press("Inès Costa");
  await who.signIn("ines", PASSWORDS.ines);
  await who.see("To dispense ");
  await who.picture("to-dispense");
  await who.tabTo("Find a patient");
  await who.strikeAll(..."zoubir");
  await who.see("To dispense 1");
  await who.see("Penicillin V 1 MIU", "table");
  await who.tabTo("Ines Zoubir");
  await who.strike("d");
  await who.see("Dispense Penicillin V 1 MIU?", "[role=dialog]");
  await who.picture("dispense");
  await who.strike(KEY.enter);
  await who.see("All done");
  const [written] = prescriptions();
  assert.deepEqual([written.is_dispensed, written.left, written.dispensed[0].quantity], [true, 0, 21]);
});

step("what was given in error is taken back with a reason", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Labs and medicines", "[role=tablist]");
  await who.press("Prescriptions", "main");
  await who.tabTo("Penicillin V 1 MIU");
  await who.strike(KEY.enter);
  await who.see("Dispensed", "[role=dialog]");
  await who.tabTo("Undo dispensing");
  await who.strike(KEY.enter);
  await who.see("Why is it taken back?");
  await who.strikeAll(..."Wrong patient", KEY.enter);
  await who.see("Wrong patient", "[role=dialog]");
  await who.picture("prescription");
  assert.deepEqual([prescriptions()[0].left, prescriptions()[0].dispensed.length], [1, 1]);
});

step("it is printed as it is previewed", async () => {
  await who.tabTo("Print");
  await who.strike(KEY.enter);
  await who.see("Page 1 of 1");
  const file = path.join(data, "prescription.pdf");
  await savePdf(who, file);
  await who.picture("print-prescription");
  has(file, "Prescription", "Penicillin V 1 MIU", "Prescribed by David Osei", "Ines Zoubir");
});
