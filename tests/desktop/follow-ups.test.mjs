// Follow-ups in the real window: a patient is called by keys alone, booked in the diary, and leaves the list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let first;
const step = journey(test);
const overdue = () => nutrivault(data, "claire", "follow-ups", "list", "--part", "OVERDUE");
const calls = () => nutrivault(data, "claire", "calls", "list", "--patient", first.id).calls;
const focused = () => who.run("return document.activeElement.textContent");

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  // a patient who was due long ago, so is first whatever the day is
  const patient = rows.find((row) => row.name === "Leandra Bardhi");
  const { visit } = nutrivault(data, "claire", "visits", "start", "--patient", patient.id);
  nutrivault(data, "claire", "visits", "edit", visit.id, "--follow-up-on", "2020-01-31");
  nutrivault(data, "claire", "visits", "end", visit.id);
  for (;;) {
    const next = nutrivault(data, "claire", "patients", "show", patient.id).patient.next_appointment;
    if (next === null) break;
    nutrivault(data, "claire", "appointments", "status", next.id, "CANCELLED", "--reason", "ill");
  }
  first = patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the list of patients turns into those who should come again", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.press("Patients", "nav");
  await who.press("Follow-ups");
  await who.see(`Overdue ${overdue().overdue}`);
  await who.see("days overdue", "tbody tr:nth-of-type(1)");
});

step("C, a digit and Enter record a call", async () => {
  await who.select("[data-row-link]");
  assert.equal(await focused(), first.name);
  assert.deepEqual(calls(), []);
  await who.strike("c");
  await who.see("Call to Leandra Bardhi");
  await who.until("the first answer to have the focus", () =>
    who.run("return document.activeElement.type === 'radio'"),
  );
  await who.strike("2");
  await who.strike(KEY.enter);
  await who.gone("Call to Leandra Bardhi");
  assert.deepEqual(
    calls().map(({ result, purpose, retry_on }) => [result, purpose, retry_on]),
    [["noAnswer", "followUp", null]],
  );
  await who.see("No answer", "tbody");
});

step("an appointment that is booked from the row takes the patient off the list", async () => {
  await who.press("Book", "tbody");
  await who.see("Booking for Leandra Bardhi");
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const booked = ["--patient", first.id, "--starts", `${tomorrow}T05:00:00Z`, "--minutes", "15"];
  nutrivault(data, "claire", "appointments", "book", "--anyway", ...booked);
  await who.press("Back");
  await who.gone(first.name);
  await who.see(`Overdue ${overdue().overdue}`);
  assert.ok(overdue().rows.every((row) => row.id !== first.id));
});
