// What is half typed into a form is there again after a lock, a switch of user and a kill, for its author alone.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const RESUMED = "Restored what you typed until";

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

/** Locks with the keys, and signs in again as the same user. */
const lockAndReturn = async (user = "claire") => {
  await who.lock();
  await who.signIn(user, PASSWORDS[user]);
  await who.see(RESUMED);
};
/** Waits for the keys to go into the dialog that was opened again, and not into the page behind it. */
const hasFocus = () =>
  who.until("the focus in the dialog", () =>
    who.run("return document.querySelector('[role=dialog]')?.contains(document.activeElement) ?? false"),
  );
const reads = async (field, text) => assert.equal(await who.value(field), text);
const today = async () => {
  await who.press("Today", "nav");
  await who.see("Appointments today");
  await who.see("Needs you");
  return who.text("main");
};
/** Opens a form that today's list offers. */
const goOn = async (what) => {
  await today();
  const named =
    "return [...document.querySelectorAll('main button')].find((b) => b.textContent.includes(arguments[0]))";
  const button = await who.until(`'${what}' in today's list`, () => who.run(named, what));
  await who.click(Object.values(button)[0]);
};
const addenda = () => {
  const notes = nutrivault(data, "claire", "notes", "list", "--patient", patient.id).notes;
  return nutrivault(data, "claire", "notes", "show", notes[0].id).note.addenda;
};
/** The sealed drafts in the clinic's file. Other writes, of the audit log for one, leave them as they are. */
const drafts = () => {
  const file = new DatabaseSync(path.join(data, "nutrivault/clinic/vault.db"), { readOnly: true });
  try {
    return JSON.stringify(file.prepare("select hex(sealed) as sealed from drafts").all());
  } finally {
    file.close();
  }
};

step("a registration is there after a lock, half of a birth date, too", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.press("Patients", "nav");
  await who.press("Register patient");
  await who.fill("Given name", "Quillon");
  await who.fill("Family name", "Zab");
  await who.fill("Birth date", "12 3");
  await lockAndReturn();
  await reads("Given name", "Quillon");
  await reads("Family name", "Zab");
  await reads("Birth date", "12 3");
  await who.picture("resumed-registration");
});

step("the details of a patient are there, as far as they were typed", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("More");
  await who.press("Edit details");
  await who.fill("Phone", "0612 3");
  await who.fill("City", "Ly");
  await lockAndReturn();
  await reads("Phone", "0612 3");
  await reads("City", "Ly");
  await reads("Given name", "Ines");
  await who.picture("resumed-details");
});

step("an emergency contact is in its dialog again, and recorded", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Contact");
  await who.press("Add contact");
  await who.fill("Name", "Nadia Zou", "[role=dialog]");
  await who.fill("Phone", "0699", "[role=dialog]");
  await lockAndReturn();
  await hasFocus();
  await who.see("Ines Zoubir", "[role=dialog]");
  await reads("Name", "Nadia Zou");
  await reads("Phone", "0699");
  await who.picture("resumed-contact");
  await who.press("Save", "[role=dialog]");
  await who.see("Nadia Zou · 0699");
});

step("an appointment has its patient and its reason again, and is booked", async () => {
  await who.press("Diary", "nav");
  await who.press("Book");
  await who.fill("Patient", "zoubir", "[role=dialog]");
  await who.see("Ines Zoubir", "[role=dialog]");
  await who.strike(KEY.enter);
  await who.fill("Reason", "Thirsty at ni", "[role=dialog]");
  await lockAndReturn();
  await who.see("Ines Zoubir", "[role=dialog]");
  await reads("Reason", "Thirsty at ni");
  await who.picture("resumed-booking");
  await who.press("Book", "[role=dialog]");
  await who.see("Ines Zoubir booked:");
});

step("an addendum of a signed note is in its dialog again", async () => {
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.fill("Assessment", "Eats late.");
  await who.see("Saved on this computer");
  await who.press("Sign note");
  await who.fill("Your password", PASSWORDS.claire);
  await who.press("Sign and lock");
  await who.press("Add addendum");
  await who.fill("Reason", "New inform", "[role=dialog]");
  await who.fill("Text", "Sleeps ba", "[role=dialog]");
  await lockAndReturn();
  await hasFocus();
  await reads("Reason", "New inform");
  await reads("Text", "Sleeps ba");
  await who.picture("resumed-addendum");
});

step("another user sees nothing of them", async () => {
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  const shown = await today();
  for (const word of ["not finished", "not saved", "not added"]) assert.ok(!shown.includes(word), shown);
  await who.press("Patients", "nav");
  await who.press("Register patient");
  await reads("Given name", "");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("More");
  await who.press("Edit details");
  await reads("Phone", "");
  assert.equal(await who.shows(RESUMED), false);
});

step("their author is offered them by today's list, and none that is recorded", async () => {
  await who.lock();
  await who.signIn("claire", PASSWORDS.claire);
  // where she was last
  await who.see("Add addendum", "[role=dialog]");
  await who.strike(KEY.escape);
  const shown = await today();
  for (const word of ["Registration not finished", "Details not saved", "Addendum not added"])
    assert.ok(shown.includes(word), shown);
  for (const word of ["Contact not saved", "not booked"]) assert.ok(!shown.includes(word), shown);
  await who.picture("left-forms");
  await goOn("Details not saved");
  await who.see(RESUMED);
  await reads("Phone", "0612 3");
  await who.press("Start over");
  await who.gone(RESUMED);
  await reads("Phone", "");
  await goOn("Registration not finished");
  await who.see(RESUMED);
  await reads("Family name", "Zab");
  await who.fill("Family name", "Zabar");
  await who.fill("Birth date", "12 3 1990");
  await who.leave();
  await who.press("Register patient");
  await who.see("Start visit");
  assert.ok(!/not finished|not saved/.test(await today()));
});

step("a kill in the middle of a word leaves it to its author", async () => {
  await goOn("Addendum not added");
  // it was left with Escape
  await who.see("An unfinished addendum", "main");
  await who.press("Continue", "main [role=status]");
  await who.see(RESUMED);
  // the dialog moves the focus to its first field shortly after it is shown
  await hasFocus();
  await who.select("[role=dialog] textarea");
  const before = drafts();
  await who.strikeAll(..."Wakes at night since Octo");
  await who.until("the draft on the disk", () => drafts() !== before);
  process.kill(who.program, "SIGKILL");
  await who.close();
  who = person(await openWindow({ data }));
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await goOn("Addendum not added");
  await who.see(RESUMED);
  // at most the letters of the last 800 ms are missing
  const text = await who.value("Text");
  assert.ok(text.length > 1 && "Wakes at night since Octo".startsWith(text), text);
  await reads("Reason", "New inform");
  await who.press("Add addendum", "[role=dialog]");
  await who.see("Addendum · New inform");
  assert.deepEqual(
    addenda().map((addendum) => addendum.text),
    // the kill may have come right after a space, which no addendum ends with
    [text.trim()],
  );
  assert.ok(!(await today()).includes("Addendum not added"));
});
