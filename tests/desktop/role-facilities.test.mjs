// A role for one facility in the real window: an admin gives it, and its user reads charts there and nowhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const TABS =
  "return [...document.querySelectorAll('main [role=tablist] [role=tab]')].map((tab) => tab.textContent.trim())";
const OFFICE = ["Contact", "Appointments", "Billing"];
const SUBSTANCE = "Sesame oil";

let who;
let data;
const step = journey(test);
const admin = (...words) => nutrivault(data, "admin", ...words);
const roles = () => {
  const { users } = admin("user", "list");
  return users.find(({ username }) => username === "lea").roles.map(({ name, facility }) => [name, facility]);
};
const isAt = (facility) =>
  who.until(`the session at ${facility}`, async () => (await who.value("Facility that is shown")) === facility);

/** Opens the file of the patient, and returns its tabs once they are there. */
async function tabs() {
  await who.openPatient("Zoubir", "Ines Zoubir");
  return await who.until("the tabs", async () => {
    const shown = await who.run(TABS);
    return shown.length > 0 && shown;
  });
}

/** An admin opens a user. */
async function openUser(name) {
  await who.press("Settings", "nav");
  await who.press("People", "main nav");
  await who.press(name, "table[aria-label='Users']");
  await who.see("Licence number", "[role=dialog]");
}

before(async () => {
  data = demoClinic();
  admin("facilities", "add", "--name", "Annapurna", "--time-zone", "Asia/Kathmandu");
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  const { patient } = nutrivault(data, "claire", "patients", "add", ...added);
  const allergy = ["--substance", SUBSTANCE, "--kind", "FOOD", "--severity", "SEVERE"];
  nutrivault(data, "claire", "allergies", "add", "--patient", patient.id, ...allergy);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a role that manages users is given for all facilities alone", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.pointAtEachMessage();
  await openUser("Léa Petit");
  await who.choose("Give a role", "Admin");
  await who.choose("Facility of the role", "Annapurna");
  await who.press("Give", "[role=dialog]");
  await who.see("This role manages users, roles or keys, so it is given for all facilities alone.", "[role=dialog]");
  await who.picture("role-refused");
  assert.deepEqual(roles(), [["Receptionist", null]]);
});

step("an admin gives a role for one facility", async () => {
  await who.choose("Give a role", "Dietitian");
  await who.press("Give", "[role=dialog]");
  await who.see("Dietitian (Annapurna)", "[role=dialog]");
  await who.see("has the role Dietitian from the next sign-in");
  await who.picture("role-of-facility");
  assert.deepEqual(roles().sort(), [
    ["Dietitian", "Annapurna"],
    ["Receptionist", null],
  ]);
  await who.strike(KEY.escape);
  await who.gone("Licence number");
  await who.lock();
});

step("its user reads charts there, and nowhere else", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  const own = await who.value("Facility that is shown");
  assert.notEqual(own, "Annapurna");
  assert.deepEqual(await tabs(), OFFICE);
  assert.equal(await who.shows(SUBSTANCE), false);
  await who.choose("Facility that is shown", "Annapurna");
  await isAt("Annapurna");
  const there = await who.until("the tabs of a chart", async () => {
    const shown = await tabs();
    return shown.includes("Plan") && shown;
  });
  for (const tab of ["Overview", "Visits", "Measurements", "Plan", "Contact"]) assert.ok(there.includes(tab), tab);
  await who.press("Overview", "main [role=tablist]");
  await who.see(SUBSTANCE, "main");
  await who.picture("role-there");
  for (const facility of [own, "All facilities"]) {
    await who.choose("Facility that is shown", facility);
    await isAt(facility);
    await who.until("the tabs of the office alone", async () => `${await tabs()}` === `${OFFICE}`);
    assert.equal(await who.shows(SUBSTANCE), false, facility);
  }
  await who.lock();
});

step("who has roles for one facility alone begins there", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await openUser("Léa Petit");
  await who.press("End the role Receptionist", "[role=dialog]");
  await who.see("ends at once");
  await who.press("End role", "[role=dialog]:last-of-type");
  await who.until("one role", () => `${roles()}` === "Dietitian,Annapurna");
  await who.strike(KEY.escape);
  await who.gone("Licence number");
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  const shown = await tabs();
  assert.ok(shown.includes("Plan") && shown.includes("Overview"), `${shown}`);
  await who.press("Overview", "main [role=tablist]");
  await who.see(SUBSTANCE, "main");
  // there is nothing to choose from
  assert.equal(await who.run("return document.querySelector(\"[aria-label='Facility that is shown']\")"), null);
  await who.picture("role-begins-there");
  assert.deepEqual(await who.consoleErrors(), []);
});
