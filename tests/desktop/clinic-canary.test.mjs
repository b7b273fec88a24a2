// A word that one of two clinics of a computer has, in a name, a note, a condition and a document, is in nothing of the
// other one: in no file, no search, on no screen and in the memory of no process but the program's own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { PASSWORDS, anotherClinic, demoClinic, emptyFolder, nutrivault, nutrivaultOf, remove } from "./clinic.mjs";
import { countInMemory, processesBelow } from "./memory.mjs";
import { journey, person } from "./person.mjs";
import { walker } from "./shown.mjs";
import { filesWith, formsOf } from "./traces.mjs";
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
/** The patient is found by their given name: what is typed or read by the driver is in the program's memory. */
const GIVEN = "Orvellia";
const CANARY = "quaggazebra";
const FORMS = formsOf(CANARY);
/** Of each sealed value so many bytes: key, nonce, and the beginning of what is sealed. */
const SEALED_BYTES = 32;
/** Every process has at least this much memory; detects a search that read nothing. */
const READ_BYTES_MIN = 10_000_000;
/** Runs in the page with the word from its end to its beginning: whether the text of an element has it. */
const HAS = "const word = [...arguments[0]].reverse().join('');";
const REVERSED = [...CANARY].reverse().join("");
const SEARCH = "Find a patient or action";
let who;
let walk;
let data;
let shared;
const step = journey(test);
before(async () => {
  data = demoClinic();
  shared = emptyFolder();
  const env = { NUTRIVAULT_VAULT: path.join(data, "nutrivault/clinic") };
  for (const name of ["TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"]) {
    mkdirSync((env[name] = path.join(shared, name)));
  }
  plant();
  anotherClinic(data, SUNRISE);
  const other = ["--given-name", "Tamsin", "--family-name", "Quill", "--birth-date", "1975-02-03", "--sex", "FEMALE"];
  nutrivaultOf(data, SUNRISE, "patients", "add", ...other);
  who = person(await openWindow({ data, env }));
  walk = walker(who, "Tamsin Quill", (name, { texts }) => {
    assert.ok(!texts.includes(CANARY), `${name} shows a word of the other clinic`);
  });
});
after(async () => {
  await who?.close();
  for (const folder of [data, shared]) if (folder) remove(folder);
});

function plant() {
  const claire = (...words) => nutrivault(data, "claire", ...words);
  const born = ["--given-name", GIVEN, "--family-name", CANARY, "--birth-date", "1980-05-04", "--sex", "FEMALE"];
  const patient = ["--patient", claire("patients", "add", ...born).patient.id];
  claire("conditions", "add", ...patient, "--name", CANARY);
  claire("notes", "write", ...patient, "--kind", "FREE", "--section", `text=Eats ${CANARY} every day.`);
  const letter = path.join(data, "letter.txt");
  writeFileSync(letter, `About ${CANARY}.`);
  const named = ["--name", `Letter about ${CANARY}`, "--type", "LETTER"];
  claire("documents", "add", ...patient, "--file", letter, ...named);
  remove(letter);
}

/** The beginnings of what is sealed of the patient and of what was written last about one: of the planted one. */
function sealed() {
  const file = new DatabaseSync(path.join(data, "nutrivault/clinic/vault.db"), { readOnly: true });
  try {
    const rows = ["patients", "conditions", "notes", "documents", "document_chunks"].map((table) =>
      file.prepare(`select * from ${table} order by rowid desc limit 1`).get(),
    );
    const values = rows.flatMap((row) => Object.entries(row).filter(([name]) => name.endsWith("_sealed")));
    return values
      .filter(([, value]) => value !== null)
      .map(([, value]) => Buffer.from(value).subarray(0, SEALED_BYTES));
  } finally {
    file.close();
  }
}

const pages = () => processesBelow(who.program).filter(([, name]) => name.startsWith("WebKitWeb"));
/** How often the word is in the memory of these processes. */
function inMemory(processes) {
  const looked = processes.map((pid) => countInMemory(pid, CANARY));
  const bytes = looked.reduce((sum, one) => sum + one.bytes, 0);
  assert.ok(bytes > READ_BYTES_MIN, `read ${bytes} bytes`);
  return looked.reduce((sum, one) => sum + one.count, 0);
}
const inPages = () => inMemory(pages().map(([pid]) => pid));

const isIn = (css) =>
  who.run(`${HAS} return document.querySelector(arguments[1])?.textContent.includes(word) ?? false`, REVERSED, css);
const heading = (text) =>
  who.until(`the page '${text}'`, () =>
    who.run("return (document.querySelector('h1')?.textContent ?? '').startsWith(arguments[0])", text),
  );
const FOCUSES_MENU = "return document.activeElement.closest('[role=menu]') !== null";
const IS_IN_FIELD = "return document.activeElement.matches('input, textarea')";
const findByGivenName = async () => {
  await who.press(SEARCH);
  await who.fill(SEARCH, GIVEN, "[role=dialog]");
};
/** Strikes what leads to another clinic, and waits until the page's process is another one. */
async function another(strike) {
  const before = pages().map(([pid]) => pid);
  await strike();
  await who.until("another process", () => {
    const now = pages().map(([pid]) => pid);
    return now.length > 0 && now.every((pid) => !before.includes(pid));
  });
  await who.releaseKeys();
}

/** Looks for the word in the second clinic, where its user is signed in: by the search, and on each page. */
async function hasNothing() {
  await walk.collect();
  await findByGivenName();
  await who.see(`No patient matches '${GIVEN}'`);
  await walk.stop("the search");
  await walk.leave();
  const names = await walk.names("nav[data-pane=nav]");
  assert.ok(names.includes("Patients"), names.join());
  for (const name of names) {
    await who.press(name, "nav");
    await walk.stop(name);
  }
  await who.press("Patients", "nav");
  await who.see("Quill", "main");
  assert.equal(inPages(), 0);
  assert.equal(nutrivaultOf(data, SUNRISE, "search", CANARY).hits.length, 0);
  assert.equal(nutrivault(data, "claire", "search", CANARY).hits.length, 1);
}

/** Nothing is in the clear, and nothing sealed of the first clinic lies outside of its own folder. */
function hasNoTrace() {
  const [own, values] = [path.join(data, "nutrivault/clinic"), sealed()];
  assert.ok(values.length > 4, `${values.length} values`);
  assert.ok(values.every((value) => filesWith(own, [value]).length > 0));
  for (const folder of [data, shared]) {
    assert.deepEqual(filesWith(folder, FORMS), []);
    assert.deepEqual(filesWith(folder, values, own), []);
  }
}

step("the page of the first clinic shows the patient and has the word", async () => {
  await who.see(RIVERSIDE);
  await who.signIn("claire", PASSWORDS.claire);
  await findByGivenName();
  await who.until("the patient to be found", () => isIn("[role=dialog] [data-action][data-selected]"));
  await who.strike(KEY.enter);
  await who.until("the patient's page", () => isIn("h1"));
  assert.ok(inPages() > 0, "the search sees what is there");
  hasNoTrace();
});

step("the other clinic has nothing of it while the first is open", async () => {
  await who.until("the focus to be in no field", async () => {
    await who.strike(KEY.f6);
    return !(await who.run(IS_IN_FIELD));
  });
  await who.strikeAll("g", "c");
  await who.until("the list of clinics", () => who.run(FOCUSES_MENU));
  await another(() => who.pressLast("2"));
  await heading(SUNRISE.name);
  assert.equal(inPages(), 0);
  await who.signIn(SUNRISE.user, SUNRISE.password);
  await hasNothing();
  hasNoTrace();
});

step("a lock of both leaves it in no page, and nothing brings it back", async () => {
  await another(() => who.lock());
  await heading(SUNRISE.name);
  assert.equal(inPages(), 0);
  await who.signIn(SUNRISE.user, SUNRISE.password);
  await hasNothing();
  hasNoTrace();
});

// in the program's own process messages of the web view lie until that memory is used again: nothing is asserted of it
step("after the lock no process below the program has the word", async () => {
  const below = () => processesBelow(who.program).map(([pid]) => pid);
  await who.until("the processes to have nothing of it", () => inMemory(below()) === 0);
});
