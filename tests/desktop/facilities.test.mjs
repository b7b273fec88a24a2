// A clinic with two facilities: what is shown is that of the one that is chosen, by its own clock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let starts;
const step = journey(test);
const lea = (...words) => nutrivault(data, "lea", ...words);

before(async () => {
  data = demoClinic();
  nutrivault(data, "admin", "facilities", "add", "--name", "Annapurna", "--time-zone", "Asia/Kathmandu");
  nutrivault(data, "admin", "rooms", "add", "--name", "Summit", "--facility", "Annapurna");
  const { rows } = lea("patients", "list", "--limit", "100");
  const patient = rows.find(({ name }) => name !== "");
  // 10:45 in Kathmandu
  starts = `${dayAfter(3)}T05:00:00Z`;
  const booking = ["--patient", patient.id, "--provider", "claire", "--starts", starts, "--room", "Summit", "--anyway"];
  lea("appointments", "book", ...booking);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the front desk begins at its own facility, and shows another one", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Today");
  assert.notEqual(await who.value("Facility that is shown"), "Annapurna");
  await who.choose("Facility that is shown", "Annapurna");
  await who.press("Diary", "nav");
  await who.until("no appointment of the other facility", async () => (await who.text("[data-status]")) === "");
  await who.picture("facility-diary");
});

step("all facilities are shown at once", async () => {
  await who.choose("Facility that is shown", "All facilities");
  await who.until("the appointments of both", async () => (await who.text("[data-status]")) !== "");
  assert.equal(await who.value("Facility that is shown"), "All facilities");
  await who.picture("facility-all");
});
