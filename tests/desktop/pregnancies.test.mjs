// A dietitian records a pregnancy by keys alone; the header says how far it is, and that the patient breastfeeds later.
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
const stored = () => nutrivault(data, "claire", "pregnancies", "list", "--patient", patient.id).pregnancies;
const typed = (day) => day.split("-").reverse().map(Number).join(" ");

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  const age = (born) => new Date().getFullYear() - Number(born.slice(0, 4));
  patient = rows.find(({ id, sex, name, birth_date: born }) => {
    const fits = sex === "female" && name !== "" && born !== null && age(born) > 20 && age(born) < 45;
    return fits && nutrivault(data, "claire", "pregnancies", "list", "--patient", id).pregnancies.length === 0;
  });
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a pregnancy is recorded by its due date, and the header says how far it is", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Today");
  await who.openPatient(patient.file_number, patient.name);
  await who.tabTo("Add pregnancy");
  await who.strike(KEY.enter);
  await who.focused("Due date");
  // 280 days of which 70 are left: 30 weeks
  await who.typeInto("Due date", typed(dayAfter(70)));
  await who.typeInto("Weight before", "62 kg");
  await who.strike(KEY.enter);
  await who.see("Pregnant, 30+0");
  await who.picture("pregnancy");
  const [one] = stored();
  assert.deepEqual([one.due_date, one.weight_before, one.trimester], [dayAfter(70), "62 kg", 3]);
});

step("a due date during another pregnancy is refused at its field", async () => {
  await who.tabTo("Add pregnancy");
  await who.strike(KEY.enter);
  await who.focused("Due date");
  await who.typeInto("Due date", typed(dayAfter(90)));
  await who.strike(KEY.enter);
  await who.see("not during another pregnancy");
  await who.strike(KEY.escape);
  assert.equal(stored().length, 1);
});
