// A note that was written for another patient is made void in the real window: its reason is above its text, on screen
// and on paper, and nothing is added to it any more.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { pageDrawn, pagesOf, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const TEXT = "Eats no breakfast on school days.";
const REASON = "Written for another patient";

let who;
let data;
let patient;
let note;
const step = journey(test);
const claire = (...words) => nutrivault(data, "claire", ...words);
const stored = () => claire("notes", "show", note).note;
const isFocused = (label) =>
  who.until(`the focus in '${label}'`, () =>
    who.run("return document.activeElement.labels?.[0]?.textContent === arguments[0]", label),
  );

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = claire("patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a draft is not made void: it has no such choice", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.fill("Assessment", TEXT);
  await who.see("Saved on this computer");
  assert.equal(await who.shows("Draft", "main"), true);
  assert.equal(await who.run("return document.querySelector(\"[aria-label='More about this note']\")"), null);
});

step("it is signed, and then may be made void", async () => {
  await who.press("Sign note");
  await isFocused("Your password");
  await who.strikeAll(...PASSWORDS.claire, KEY.enter);
  await who.see("Signed by Claire Moreau");
  [{ id: note }] = claire("notes", "list", "--patient", patient.id).notes;
  assert.equal(stored().state, "signed");
  await who.select("[aria-label='More about this note']");
  await who.strike(KEY.enter);
  await who.see("Mark as void…", "[role=menu]");
  await who.until("the focus in the menu", () =>
    who.run("return document.activeElement.closest('[role=menu]') !== null"),
  );
  if (!(await who.focusedName()).startsWith("Mark as void")) await who.strike(KEY.down);
  await who.focused("Mark as void");
  await who.strike(KEY.enter);
  await who.see("Nothing more is added to it", "[role=dialog]");
  await isFocused("Reason");
});

step("without a reason it stays as it was signed", async () => {
  await who.see("Type the reason first.", "[role=dialog]");
  assert.equal(
    await who.run(
      "return [...document.querySelectorAll('[role=dialog] button[type=submit]')].every((one) => one.disabled)",
    ),
    true,
  );
  await who.picture("void-note");
  await who.strikeAll(..."   ");
  await who.see("Type the reason first.", "[role=dialog]");
  assert.equal(stored().state, "signed");
});

step("with one it is void, and takes no addendum", async () => {
  await who.strike(KEY.control, "a");
  await who.strikeAll(...REASON);
  await who.gone("Type the reason first.");
  await who.tabTo("Mark as void");
  await who.strike(KEY.enter);
  await who.see("Void since", "main");
  await who.see(`Claire Moreau: ${REASON}`, "main");
  await who.see(TEXT, "main");
  await who.picture("note-void");
  const { state, void: of, sections } = stored();
  assert.deepEqual([state, of.reason, of.by, of.valid], ["void", REASON, "Claire Moreau", true]);
  assert.ok(sections.some(({ text }) => text === TEXT));
  for (const name of ["Add addendum", "More about this note"]) assert.equal(await who.shows(name, "main"), false, name);
  const addendum = ["notes", "addendum", "--note", note, "--reason", "New", "--text", "More"];
  assert.throws(() => claire(...addendum), /This note is void/);
  assert.throws(() => claire("notes", "void", note, "--reason", "Again"), /This note is void/);
});

step("each page of its print says so, and why", async () => {
  await who.press("Print", "main");
  await who.see("Page 1 of 1", "[role=dialog]");
  await pageDrawn(who);
  await who.picture("print-void");
  const file = path.join(data, "void.pdf");
  await savePdf(who, file);
  for (const page of pagesOf(file))
    for (const part of [`VOID: ${REASON}`, "Made void by Claire Moreau", "Ines Zoubir", TEXT])
      assert.ok(page.includes(part), `${part} in ${page}`);
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
});

step("it is no previous note of the next visit, and the history has it", async () => {
  await who.press("End visit");
  await who.see("Overview");
  await who.press("Start visit");
  await who.see("Assessment", "main");
  await who.see("No earlier note", "main");
  assert.equal(await who.shows(TEXT, "main"), false);
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Visits", "main [role=tablist]");
  await who.press("Timeline", "[role=tabpanel]");
  await who.see("Note made void", "main");
  await who.picture("timeline-void");
  assert.deepEqual(await who.consoleErrors(), []);
});
