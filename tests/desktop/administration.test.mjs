// An admin by keys: a department and a room, what is recorded of a user, a role more and one less.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const claire = () => nutrivault(data, "admin", "user", "show", "claire").user;
/** Presses a button that opens a dialog, and waits for the focus in its first field. */
async function open(button) {
  await who.until("no dialog", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await who.press(button, "main");
  await who.until("the focus in the name", () =>
    who.run(
      "return document.activeElement?.closest('[role=dialog]') !== null && document.activeElement.tagName === 'INPUT'",
    ),
  );
}
const roles = () => claire().roles.map((role) => role.name);

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin adds a department and a room; a name that is taken is refused in place", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Facilities and rooms", "main nav");
  await who.see("Departments", "main");
  for (const [add, name, list] of [
    ["Add department", "Ward 7", "Departments"],
    ["Add room", "Kitchen", "Rooms"],
  ]) {
    await open(add);
    await who.strikeAll(...name, KEY.enter);
    await who.see(name, `table[aria-label='${list}']`);
  }
  await open("Add room");
  await who.strikeAll(..."kitchen", KEY.enter);
  await who.see("There is one with this name already.", "[role=dialog]");
  await who.picture("room-taken");
  await who.press("Cancel", "[role=dialog]");
  const rooms = nutrivault(data, "admin", "rooms", "list").rooms;
  assert.equal(rooms.filter((room) => room.name.toLowerCase() === "kitchen").length, 1);
});

step("what is recorded of a user is typed and stored, and the next look shows it", async () => {
  await who.press("People", "main nav");
  await who.press("Claire Moreau", "table[aria-label='Users']");
  await who.see("Licence number", "[role=dialog]");
  await who.choose("Department", "Ward 7");
  await who.fill("Specialization", "Renal");
  await who.fill("Licence number", "DN-1042");
  await who.picture("user-details");
  await who.press("Save", "[role=dialog]");
  await who.see("Claire Moreau is saved");
  const { form } = claire();
  assert.deepEqual([form.specialization, form.licence_number], ["Renal", "DN-1042"]);
  assert.ok(form.department_id);
});

step("a role is given, and the former one ends after a question", async () => {
  const before = roles();
  await who.choose("Give a role", "Manager");
  await who.press("Give", "[role=dialog]");
  await who.until("the new role", () => roles().includes("Manager"));
  await who.press(`End the role ${before[0]}`, "[role=dialog]");
  await who.see("ends at once");
  await who.picture("end-role");
  await who.press("End role", "[role=dialog]:last-of-type");
  await who.until("one role", () => roles().join() === "Manager");
});

step("an address is verified by the code that was sent there", async () => {
  await who.press("Make a code", "[role=dialog]");
  await who.see("Send this code to claire@demo.example");
  const spans = "return [...document.querySelectorAll('[role=dialog] span')].map((of) => of.textContent)";
  const code = (await who.run(spans)).find((text) => text.length === 24);
  await who.picture("email-code");
  await who.fill("Code that they read", code.toLowerCase());
  await who.strike(KEY.enter);
  await who.see("claire@demo.example is verified");
  await who.gone("Code that they read");
  await who.see("Verified", "[role=dialog]");
  await who.picture("email-verified");
  assert.ok(claire().is_email_verified);
});
