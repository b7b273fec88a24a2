// An admin copies a role of the program in the real window and changes what it lets its members do, by keys; what that
// means is read before it takes effect.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const role = () => nutrivault(data, "admin", "roles", "list").roles.find(({ name }) => name === "Night desk");
const cell = (right) => `[aria-label='Night desk: ${right}']`;
const focus = (right) => who.run(`document.querySelector("${cell(right)}").focus()`);

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a role of the program is looked at, and copied under a name of its own", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Roles and rights", "main nav");
  await who.press("Show roles", "main");
  await who.see("The roles of the program stay as they are.", "main");
  await who.picture("roles");
  await who.select("[aria-label='More: Receptionist']");
  await who.strike(KEY.enter);
  await who.press("Copy role", "[role=menu]");
  await who.see("Description", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."Night desk", KEY.enter);
  await who.until("the copy", () => who.find(cell("see the diary")));
  assert.ok(role().rights.includes("appointments.write"));
});

step("two rights are changed by keys, and nothing takes effect before it was read", async () => {
  await focus("book or move appointments");
  await who.strike(" ");
  await focus("read a chart");
  await who.strike(" ");
  await who.see("Review 2 changes", "main");
  await who.picture("roles-changed");
  assert.ok(role().rights.includes("appointments.write"));
  await who.press("Review 2 changes", "main");
  await who.see("Night desk may now: read a chart.", "[role=dialog]");
  await who.see("Night desk may no longer: book or move appointments.", "[role=dialog]");
  await who.picture("roles-review");
  await who.press("Change roles", "[role=dialog]");
  await who.gone("Review 2 changes");
  const { rights, compartments } = role();
  assert.ok(rights.includes("chart.read") && !rights.includes("appointments.write"), rights.join(" "));
  assert.ok(compartments.includes("clinical"), compartments.join(" "));
});
