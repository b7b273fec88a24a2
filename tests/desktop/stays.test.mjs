// A dietitian records a stay by keys alone; the header says where the patient is, and the list of who is in has them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const stored = () => nutrivault(data, "claire", "stays", "list", "--patient", patient.id).stays;
const typed = (day) => day.split("-").reverse().map(Number).join(" ");

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  patient = rows.find(({ id, name }) => {
    return name !== "" && nutrivault(data, "claire", "stays", "list", "--patient", id).stays.length === 0;
  });
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a stay is recorded by its first day, and the header says where the patient is", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Today");
  await who.openPatient(patient.file_number, patient.name);
  await who.tabTo("Add stay");
  await who.strike(KEY.enter);
  await who.focused("From");
  await who.typeInto("From", typed(dayAfter(-1)));
  await who.typeInto("Bed", "30");
  // the first letters of a word choose it in a list
  await who.tabTo("Department");
  await who.strikeAll(..."Cardiology");
  await who.tabTo("Room");
  await who.strikeAll(..."Room");
  await who.strike(KEY.enter);
  await who.see("Cardiology, Room 1, bed 30");
  await who.picture("stay");
  const [one] = stored();
  assert.deepEqual([one.from_day, one.until_day, one.state], [dayAfter(-1), null, "current"]);
});

step("a stay during another one is refused at its field", async () => {
  await who.tabTo("Add stay");
  await who.strike(KEY.enter);
  await who.focused("From");
  await who.typeInto("From", typed(dayAfter(0)));
  await who.tabTo("Room");
  await who.strikeAll(..."Room");
  await who.strike(KEY.enter);
  await who.see("not during another stay");
  await who.strike(KEY.escape);
  assert.equal(stored().length, 1);
});

step("the list of who is in has the patient", async () => {
  const { rows } = nutrivault(data, "claire", "stays", "current", "--department", "Cardiology", "--limit", "100");
  assert.ok(rows.some((row) => row.patient.id === patient.id && row.stay.bed === "30"));
});
