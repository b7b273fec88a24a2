// A lock leaves nothing of the session in the memory of the page's process, and the user returns to the same route.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, remove } from "./clinic.mjs";
import { countInMemory, processesBelow } from "./memory.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Occurs in no other text of the program, so that each copy of it comes from typing. */
const CANARY = "quaggazebra";
/** Every page process has at least this much memory; detects a search that read nothing. */
const READ_BYTES_MIN = 50_000_000;
let who;
let data;
const step = journey(test);
before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

const pages = () => processesBelow(who.program).filter(([, name]) => name.startsWith("WebKitWeb"));

/** How often the canary is in the memory of the pages' processes. */
function canaries() {
  const looked = pages().map(([pid]) => countInMemory(pid, CANARY));
  const bytes = looked.reduce((sum, one) => sum + one.bytes, 0);
  assert.ok(bytes > READ_BYTES_MIN, `read ${bytes} bytes`);
  return looked.reduce((sum, one) => sum + one.count, 0);
}

step("a note that is typed is in the memory of the page", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await who.press("Patients", "nav");
  await who.press("Register patient");
  await who.fill("Given name", "Ben");
  await who.fill("Family name", "Tallis");
  await who.fill("Birth date", "4 5 1981");
  await who.leave();
  await who.press("Register patient");
  await who.see("Start visit");
  await who.press("Start visit");
  await who.fill("Assessment", `Eats ${CANARY} every day.`);
  await who.see("Saved on this computer");
  assert.ok(canaries() > 0, "the search sees what is there");
});

step("after a lock no process of a page has a word of it", async () => {
  const [[before]] = pages();
  await who.strike(KEY.control, "l");
  await who.until("another process", async () => {
    const now = pages();
    return now.length > 0 && now.every(([pid]) => pid !== before);
  });
  await who.see("Your note is saved.");
  assert.equal(canaries(), 0);
  assert.equal(await who.run("return document.activeElement?.type"), "password");
});

step("who signs in again is where they were, with what they typed", async () => {
  assert.equal(await who.value("User name"), "claire");
  await who.signIn("claire", PASSWORDS.claire);
  await who.until("the note", async () => (await who.value("Assessment")) === `Eats ${CANARY} every day.`);
  await who.focused("Assessment");
});

step("nobody else is, and a sign-out ends the page as well", async () => {
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Appointments today");
  const [[before]] = pages();
  await who.press("User menu");
  await who.press("Sign out");
  await who.until("another process", async () => {
    const now = pages();
    return now.length > 0 && now.every(([pid]) => pid !== before);
  });
  await who.see("Riverside Nutrition Clinic");
  assert.equal(canaries(), 0);
});
