// Documents in the real window by keys: added, drawn page by page, interrupted and gone on with, removed and put back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow, target } from "./window.mjs";

let who;
let window;
let data;
let patient;
const step = journey(test);
const seeds = path.join(import.meta.dirname, "../../seeds/demo/documents");
const stored = () => nutrivault(data, "claire", "documents", "list", "--patient", patient.id).documents;
const sum = (file) => execFileSync("sha256sum", [file], { encoding: "utf8" }).slice(0, 64);

/** Goes on by Tab until what has this name has the focus. */
async function tabTo(name) {
  const named = "return document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
  const passed = [];
  for (let count = 0; count < 80; count += 1) {
    const reached = String(await who.run(named)).slice(0, 60);
    if (reached.startsWith(name)) return;
    passed.push(reached);
    await who.strike(KEY.tab);
  }
  const picture = await who.picture("failed");
  assert.fail(`Tab does not reach '${name}', only ${passed.slice(0, 24).join(", ")}, see ${picture}`);
}

/**
 * A file chooser of the system cannot be driven: the field behind the button is given the path. It is not there while
 * another file is being added.
 */
async function choose(label, file) {
  const css = `input[type=file][aria-label='${label}']`;
  await window.type(await who.until(`the button '${label}'`, () => window.find(css)), file);
}

async function add(file, name) {
  await choose("Add document", file);
  await who.select("[role=dialog] input");
  await who.strikeAll(...name, KEY.enter);
}

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  window = await openWindow({ data });
  who = person(window);
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a letter is added, and its pages are turned and enlarged by keys", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "6");
  await who.see("No documents yet");
  await who.picture("documents-none");
  await add(path.join(seeds, "referral.pdf"), "Letter of Dr Example");
  await who.see("Page 1 of 2");
  const dots =
    "const c = document.querySelector('canvas'); return c && c.width > 300 && " +
    "[...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].some((dot) => dot < 100)";
  await who.until("the first page to be drawn", () => who.run(dots));
  await who.picture("documents-pdf");
  await who.strike(KEY.right);
  await who.see("Page 2 of 2");
  const width = await who.run("return document.querySelector('canvas').clientWidth");
  await who.strike("+");
  await who.until("a larger page", () =>
    who.run("return document.querySelector('canvas').clientWidth > arguments[0]", width),
  );
  assert.deepEqual(
    stored().map(({ name, preview }) => [name, preview]),
    [["Letter of Dr Example", "pdf"]],
  );
});

step("a picture is drawn, and what has no preview says so", async () => {
  await add(path.join(seeds, "card.png"), "Card");
  // the letter's pages are drawn on a canvas, too
  await who.until("the picture", () =>
    who.run(
      "return document.querySelectorAll('canvas').length === 1 && !document.body.textContent.includes('Page 2 of')",
    ),
  );
  await who.until("its drawing", () => who.run("return document.querySelector('canvas')?.width > 100"));
  await who.picture("documents-picture");
  const text = path.join(data, "notes.txt");
  writeFileSync(text, "<svg onload=alert(1)></svg>");
  await add(text, "Notes");
  await who.see("No preview for this kind. Save a copy to open it.");
  assert.equal(stored().length, 3);
});

step("a file of some megabytes arrives whole, and a copy is saved with a warning", async () => {
  const large = path.join(data, "scan.bin");
  writeFileSync(large, Buffer.from(Array.from({ length: 5_000_001 }, (_, at) => (at * 7919) % 251)));
  await add(large, "Scan");
  await who.until("all of it", () => stored().some(({ name, here, size }) => name === "Scan" && here === size));
  await tabTo("More: Scan");
  await who.strike(KEY.enter);
  await who.press("Save a copy");
  await who.see("The copy will not be encrypted. Whoever has the file can read it.");
  const copy = path.join(data, "copy.bin");
  await who.select("[role=dialog] input");
  await who.strikeAll(...copy, KEY.enter);
  await who.see(`Saved as ${copy}.`);
  await who.strike(KEY.enter);
  assert.equal(sum(copy), sum(large));
});

step("an interrupted file goes on with the same file alone", async () => {
  const half = path.join(data, "half.bin");
  writeFileSync(half, Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 104729) % 253)));
  // it is begun by the command line, which the power leaves
  const program = path.join(target, "debug/nutrivault");
  const env = {
    ...process.env,
    XDG_DATA_HOME: data,
    NUTRIVAULT_KEY_STORE: "file",
    NUTRIVAULT_VAULT: path.join(data, "nutrivault/clinic"),
    NUTRIVAULT_USER: "claire",
    NUTRIVAULT_PASSWORD_FILE: path.join(data, "password"),
    NUTRIVAULT_ABORT_AT: "vault.write.before_commit:2",
  };
  const words = ["documents", "add", "--patient", patient.id, "--file", half, "--name", "Half"];
  try {
    execFileSync(program, words, { env, stdio: "pipe" });
  } catch {
    // it was meant to end
  }
  const [begun] = stored();
  assert.equal(begun.name, "Half");
  if (begun.here === begun.size) return; // a build without fail points
  await who.see("Half");
  await tabTo("Half");
  await who.strike(KEY.enter);
  await who.see("Choose the same file again: the adding goes on where it stopped.");
  await who.picture("documents-half");
  await choose("Choose the file again", path.join(data, "scan.bin"));
  await who.see("This is another file than the one that was begun.");
  await choose("Choose the file again", half);
  await who.see("No preview for this kind. Save a copy to open it.");
  assert.equal(stored()[0].here, 3_000_000);
});

step("a removed document comes back by Undo, and nothing of one is left at the lock screen", async () => {
  await tabTo("More: Letter");
  await who.strike(KEY.enter);
  await who.press("Remove");
  await who.see("Letter of Dr Example was removed.");
  await who.press("Undo");
  await who.until("it to be there", () => stored().some(({ name }) => name === "Letter of Dr Example"));
  await who.see("Letter of Dr Example", "main");
  await tabTo("Letter of Dr Example");
  await who.strike(KEY.enter);
  await who.see("Page 1 of 2");
  await who.lock();
  assert.equal(await who.run("return document.querySelector('canvas')"), null);
  assert.ok(readFileSync(path.join(data, "nutrivault/clinic/vault.db")).indexOf("Letter of referral") < 0);
});
