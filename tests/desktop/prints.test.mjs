// A note in the real window as it is printed: its pages beside the text, saved as a file, and no printer to send it to.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const drawn =
  "const c = document.querySelector('[role=dialog] canvas'); return c !== null && c.width > 300 && " +
  "[...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].some((dot) => dot < 100)";
const textOf = (file) => execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });

before(async () => {
  data = demoClinic();
  const added = [
    "--given-name",
    "Ines",
    "--family-name",
    "Zoubir",
    "--birth-date",
    "1980-05-04",
    "--preferred-language",
    "fr",
  ];
  nutrivault(data, "claire", "patients", "add", ...added);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the pages of a note are shown in the language of the patient", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.see("Assessment");
  await who.fill("Assessment", "Sleeps badly. #import *bold* $x$");
  await who.press("Print");
  await who.see("Page 1 of 1", "[role=dialog]");
  await who.until("the page to be drawn", () => who.run(drawn));
  await who.see("This note is a draft. Each page says so.", "[role=dialog]");
  const language = "return document.querySelector('[role=dialog] select').selectedOptions[0].textContent";
  assert.equal(await who.run(language), "French, the patient’s");
  await who.picture("print-note");
});

step("without a printer that is said, and nothing is in the audit log", async () => {
  await who.press("Print", "[role=dialog]");
  await who.see("No printer found. Save the PDF and print it elsewhere.", "[role=dialog]");
  assert.deepEqual(nutrivault(data, "admin", "audit", "list", "--action", "save print").rows, []);
});

step("the same pages are saved, and the audit log names the patient", async () => {
  const file = path.join(data, "note.pdf");
  await who.press("Save PDF", "[role=dialog]");
  await who.see("The copy will not be encrypted. Whoever has the file can read it.");
  await who.run("[...document.querySelectorAll('[role=dialog]')].at(-1).querySelector('input').select()");
  await who.strikeAll(...file, KEY.enter);
  await who.see(`Saved as ${file}.`);
  await who.strike(KEY.enter);
  assert.ok(existsSync(file));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const text = textOf(file);
  for (const words of ["Ines Zoubir", "4 mai 1980", "Brouillon, non signé", "Page 1 sur 1", "#import *bold* $x$"])
    assert.ok(text.replaceAll(/[\u00a0\u2068\u2069]/g, (mark) => (mark === "\u00a0" ? " " : "")).includes(words), text);
  const rows = nutrivault(data, "admin", "audit", "list", "--action", "save print").rows;
  assert.equal(rows.length, 1);
  assert.equal(rows[0].patient.name, "Ines Zoubir");
});

step("the page has reported no error in all of it", async () => {
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  assert.deepEqual(await who.consoleErrors(), []);
});
