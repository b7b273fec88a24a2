// A word in the name, a note, a document and a draft of a patient who is erased in the real window is on no screen
// afterwards, in no file of either computer, in the memory of no page, and is found at neither.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, recoveryGroups, remove } from "./clinic.mjs";
import { countInMemory, processesBelow } from "./memory.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { filesWith, formsOf } from "./traces.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Occurs in no other text of the program, so that each copy of it comes from typing. */
const CANARY = "quaggazebra";
const FORMS = formsOf(CANARY);
/** Every page process has at least this much memory; detects a search that read nothing. */
const READ_BYTES_MIN = 50_000_000;
let who;
let server;
let data;
let other;
let temporary;
let patient;
const step = journey(test);

const pages = () => processesBelow(who.program).filter(([, name]) => name.startsWith("WebKitWeb"));

/** How often the word is in the memory of the pages' processes. */
function inMemory() {
  const looked = pages().map(([pid]) => countInMemory(pid, CANARY));
  const bytes = looked.reduce((sum, one) => sum + one.bytes, 0);
  assert.ok(bytes > READ_BYTES_MIN, `read ${bytes} bytes`);
  return looked.reduce((sum, one) => sum + one.count, 0);
}

const hits = (folder, text) => nutrivault(folder, "claire", "search", text).hits.length;

before(async () => {
  temporary = emptyFolder();
  server = await openServer();
  data = demoClinic();
  nutrivault(data, "admin", "connect", server.url, "--code", server.code);
  const add = ["--given-name", "Ines", "--family-name", CANARY, "--birth-date", "1980-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...add).patient;
  const section = `text=Eats ${CANARY} every day.`;
  nutrivault(data, "claire", "notes", "write", "--patient", patient.id, "--kind", "FREE", "--section", section);
  const letter = path.join(data, "letter.txt");
  writeFileSync(letter, `About ${CANARY}.`);
  const named = ["--name", `Letter about ${CANARY}`, "--type", "LETTER"];
  nutrivault(data, "claire", "documents", "add", "--patient", patient.id, "--file", letter, ...named);
  remove(letter);
  nutrivault(data, "claire", "sync");
  other = emptyFolder();
  const { code } = nutrivault(data, "admin", "enrol", "create");
  nutrivault(other, "claire", "enrol", "join", server.url, "--code", code, "--name", "Room 2");
  nutrivault(other, "claire", "sync");
  who = person(await openWindow({ data, env: { TMPDIR: temporary } }));
});
after(async () => {
  await who?.close();
  for (const folder of [data, other, temporary]) if (folder) remove(folder);
  await server?.close();
});

step("before, both computers find the patient, and the page has the word", async () => {
  assert.deepEqual([hits(data, CANARY), hits(other, CANARY)], [1, 1]);
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.openPatient(CANARY, `Ines ${CANARY}`);
  await who.strike(KEY.control, KEY.enter);
  await who.fill("Assessment", `Likes ${CANARY}, too.`);
  await who.see("Saved on this computer");
  assert.ok(inMemory() > 0, "the search sees what is there");
  // nothing of it is in the clear on the disk even now
  assert.deepEqual(filesWith(data, FORMS), []);
  await who.lock();
});

step("an admin erases the patient, and no screen names them", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.openPatient(CANARY, `Ines ${CANARY}`);
  await who.press("More");
  await who.press("Erase for good…");
  await who.press("Next");
  await who.see("Why is the patient erased?");
  await who.select("input[value=patientRequest]");
  await who.strike(" ");
  await who.press("Next");
  for (const [number, group] of recoveryGroups(data)) await who.fill(`Group ${number}`, group);
  await who.press("Next");
  await who.fill("Type the file number", patient.file_number);
  await who.press("Erase File");
  await who.see("Certificate of erasure");
  assert.equal((await who.text("body")).includes(CANARY), false);
  await who.press("Back to the patients");
  await who.see("Register patient");
  assert.equal((await who.text("body")).includes(CANARY), false);
});

step("neither computer finds the patient, and no file of either has the word", async () => {
  await who.until("the other computer to have erased", () => {
    nutrivault(other, "claire", "sync");
    return hits(other, CANARY) === 0;
  });
  for (const folder of [data, other]) {
    assert.equal(hits(folder, CANARY), 0);
    assert.throws(() => nutrivault(folder, "claire", "patients", "show", patient.id));
    assert.throws(() => nutrivault(folder, "claire", "documents", "list", "--patient", patient.id));
    assert.deepEqual(filesWith(folder, FORMS), []);
  }
  assert.deepEqual(filesWith(temporary, FORMS), []);
});

step("after a lock no page has the word, and whoever wrote the draft finds it gone", async () => {
  const [[page]] = pages();
  await who.strike(KEY.control, "l");
  await who.until("another page", async () => {
    const now = pages();
    return now.length > 0 && now.every(([pid]) => pid !== page);
  });
  await who.see("Riverside Nutrition Clinic");
  assert.equal(inMemory(), 0);
  await who.signIn("claire", PASSWORDS.claire);
  // the page on which she was last is no more
  await who.see("Appointments today");
  assert.equal((await who.text("body")).includes(CANARY), false);
  assert.equal(inMemory(), 0);
});
