// Two clinics of one computer by keys: each is as it was left, and no page has a word of the other one.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, anotherClinic, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const RIVERSIDE = "Riverside Nutrition Clinic";
/** Comes after the first one by name, so that its digit is 2. */
const SUNRISE = {
  folder: "second",
  name: "Sunrise Clinic",
  user: "zelda",
  firstName: "Zelda",
  lastName: "Quist",
  password: "green tea at four",
};
/** Occur in one clinic each. */
const PATIENT = "Ines Zoubir";
const TYPED = "Tamsinquill";
let who;
let data;
const step = journey(test);
before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  nutrivault(data, "claire", "patients", "add", ...added);
  anotherClinic(data, SUNRISE);
  who = person(await openWindow({ data, env: { NUTRIVAULT_VAULT: path.join(data, "nutrivault/clinic") } }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

const heading = (text) => who.until(`the page '${text}'`, async () => (await who.text("h1")).startsWith(text));
const isOpen = (name) => who.until(`the clinic '${name}'`, async () => (await who.text("nav")).includes(name));
const menuRows = () => who.run("return [...document.querySelectorAll('[role=menuitem]')].map((e) => e.innerText)");
const focusesMenu = () => who.run("return document.activeElement.closest('[role=menu]') !== null");
const isInField = () => who.run("return document.activeElement.matches('input, textarea')");
/** Leaves a field: single letters are typed into it. From where nothing is focused, F6 may lead into one first. */
const leaveField = async () => {
  await who.until("the focus to be in no field", async () => {
    await who.strike(KEY.f6);
    return !(await isInField());
  });
};
/** Opens the list of the clinics with its keys, and returns its rows. */
async function listed() {
  await who.strikeAll("g", "c");
  await who.until("the list of clinics", focusesMenu);
  return menuRows();
}
/** When the page that is shown was first painted, by the clock of this computer; null where it cannot be asked. */
const paintedAt = () =>
  who.run(
    `const [paint] = performance.getEntriesByName("first-contentful-paint");
    return paint === undefined ? null : performance.timeOrigin + paint.startTime;`,
  );
/** Strikes a digit of the open list and waits until `isThere`; prints how long that took. */
async function choose(digit, what, isThere) {
  const struckAt = Date.now();
  await who.pressLast(digit);
  await isThere();
  const shownAt = Date.now();
  await who.releaseKeys();
  const painted = await paintedAt();
  const first = painted === null ? "not known" : `${Math.round(painted - struckAt)} ms`;
  console.log(`to ${what}: first painted after ${first}, seen by the driver after ${shownAt - struckAt} ms`);
}
/** No text of the page has one of these words. */
async function hasNoWordOf(...words) {
  const text = await who.run("return document.body.innerText");
  for (const word of words) assert.ok(!text.includes(word), `'${word}' is on the page`);
}
const signInAsZelda = async () => {
  await who.signIn(SUNRISE.user, SUNRISE.password);
  await isOpen(SUNRISE.name);
};
const openOtherClinics = async () => {
  await who.press("Other clinics");
  await who.until("the list of clinics", async () => (await menuRows()).length === 3);
};

step("G C lists both clinics, with who is signed in", async () => {
  await who.see(RIVERSIDE);
  await who.signIn("claire", PASSWORDS.claire);
  await isOpen(RIVERSIDE);
  await who.openPatient("Zoubir", PATIENT);
  await leaveField();
  const rows = await listed();
  assert.equal(rows.length, 3, rows.join(" | "));
  assert.match(rows[0], /Riverside Nutrition Clinic[^]*Claire Moreau[^]*Only on this computer/);
  assert.match(rows[1], /Sunrise Clinic[^]*Locked/);
  assert.equal(rows[2].trim(), "Add a clinic…");
  await who.picture("clinics-menu");
});

step("2 leads to the lock screen of the other, which has its own users", async () => {
  await choose("2", "a lock screen", () => heading(SUNRISE.name));
  await who.see(`${RIVERSIDE} is still open, as Claire Moreau.`);
  await who.see("Zelda Quist");
  await hasNoWordOf(PATIENT, "Zoubir", "Ama Mensah");
  assert.equal(await who.run("return document.querySelector('nav')"), null);
  await who.picture("clinics-lock");
});

step("a name is half typed in the register form of the second", async () => {
  await signInAsZelda();
  await heading("Today");
  await hasNoWordOf("Riverside", "Claire", "Zoubir");
  await who.strike(KEY.control, "n");
  await heading("Register a patient");
  await who.focused("Given name");
  await who.strikeAll(...TYPED);
  assert.equal(await who.value("Given name"), TYPED);
});

step("1 leads back to the patient of the first, without a sign-in", async () => {
  await leaveField();
  const rows = await listed();
  assert.match(rows[0], /Claire Moreau/);
  assert.match(rows[1], /Zelda Quist/);
  await choose("1", "the patient's page", () => heading(PATIENT));
  await isOpen(RIVERSIDE);
  await hasNoWordOf(TYPED, "Sunrise", "Zelda");
});

step("2 leads back to the form of the second, with what was typed", async () => {
  await leaveField();
  await listed();
  await choose("2", "the register form", () => heading("Register a patient"));
  await who.until("what was typed", async () => (await who.value("Given name")) === TYPED);
  await isOpen(SUNRISE.name);
  await hasNoWordOf(PATIENT, "Zoubir", "Riverside", "Claire");
});

step("a lock of the second locks the first, too", async () => {
  await who.lock();
  await heading(SUNRISE.name);
  assert.equal(await who.shows("is still open"), false);
  await openOtherClinics();
  const rows = await menuRows();
  assert.match(rows[0], /Riverside Nutrition Clinic[^]*Locked/);
  assert.match(rows[1], /Sunrise Clinic[^]*Locked/);
  await choose("1", "the lock screen of the first", () => heading(RIVERSIDE));
  await who.see("Password");
  assert.equal(await who.run("return document.querySelector('nav')"), null);
  await hasNoWordOf(PATIENT, "Zoubir", TYPED, "Zelda");
});

step("each user returns to their own page in either clinic", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await heading(PATIENT);
  await leaveField();
  await listed();
  await choose("2", "a lock screen", () => heading(SUNRISE.name));
  await signInAsZelda();
  await heading("Register a patient");
  await who.until("what was typed", async () => (await who.value("Given name")) === TYPED);
});

step("Ctrl Shift L asks who is there, and leads each to where they were", async () => {
  await leaveField();
  await listed();
  await choose("1", "the patient's page", () => heading(PATIENT));
  await who.pressLast(KEY.control, KEY.shift, "l");
  await who.until("an empty user name", async () => (await who.value("User name")) === "");
  await who.releaseKeys();
  await who.focused("User name");
  await who.signIn("lea", PASSWORDS.lea);
  await heading("Today");
  await hasNoWordOf(TYPED, "Sunrise", "Zelda");
  await who.pressLast(KEY.control, KEY.shift, "l");
  await who.until("an empty user name", async () => (await who.value("User name")) === "");
  await who.releaseKeys();
  await who.signIn("claire", PASSWORDS.claire);
  await heading(PATIENT);
});

step("a link of an added clinic leads back, and leaves nothing", async () => {
  await leaveField();
  await listed();
  await who.press("Add a clinic…");
  await who.see("Set up a clinic on this computer");
  await hasNoWordOf(PATIENT, "Zoubir", TYPED);
  await who.press(`Back to ${RIVERSIDE}`);
  await heading(PATIENT);
});
