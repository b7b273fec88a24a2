// A print leaves nothing behind: while it is previewed, sent to a printer and saved, no word of it and no page is in
// the folder for temporary files. Each page names its patient in any script; none of the front desk's has a word of a
// chart.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { CANARIES, GIVEN, NAME, plant } from "./canaries.mjs";
import { PASSWORDS, dayAfter, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { watchFolders } from "./folder-watch.mjs";
import { journey, person } from "./person.mjs";
import { pageDrawn, pagesOf, savePdf, textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** A word of the plan of each patient, which no other text has. */
const PLANNED = "Quincunxal";
const PATIENTS = [
  { given: "Ines", family: "Zoubir", born: "1980-05-04", onPaper: "4 May 1980" },
  { given: "محمد", family: "الأحمد", born: "1971-02-03", onPaper: "3 Feb 1971" },
  { given: "小明", family: "王", born: "1964-11-30", onPaper: "30 Nov 1964" },
];
const PDF = "%PDF-";
/** What is about no patient is not sealed: the clinic's own leaflets and kinds of measurement. */
const OF_THE_CLINIC = ["the handout", "the kind"];

let who;
let data;
let folders;
let watch;
const step = journey(test);
const claire = (...words) => nutrivault(data, "claire", ...words);
const out = (name) => path.join(folders.out, name);

/** What a print must not leave: its pages, its words, the names of those whom it is of. */
function texts() {
  const names = PATIENTS.flatMap(({ name }) => [[`the name ${name}`, name]]);
  return Object.fromEntries([
    ["a page", PDF],
    ["the plan", PLANNED],
    [`the name ${NAME}`, NAME],
    ...names,
    ...Object.entries(CANARIES).map(([planted, word]) => [`the ${planted}`, word]),
  ]);
}

/** Nothing of what was printed was ever in a temporary file, however short. */
async function leavesNothing(when) {
  const { files, left, looks } = await watch.look();
  assert.ok(looks > 0);
  const leaks = files.filter(({ words }) => words.length > 0);
  assert.deepEqual(leaks, [], when);
  assert.deepEqual(
    left.filter((file) => file.endsWith(".pdf")),
    [],
    when,
  );
}

/** A printer that stores what it is sent. */
function fakePrinter() {
  const program = (name, script) => {
    writeFileSync(path.join(folders.bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(folders.bin, name), 0o755);
  };
  program("lpstat", "echo laser");
  program("lp", `exec cat > '${out("sent.pdf")}'`);
}

/**
 * The letters of a text that are no Latin ones. A page has its own words in Latin letters, and who extracts a text may
 * part a ligature, double a letter of it, and read from the other end.
 */
const lettersOf = (text) => [...new Set(text.normalize("NFKC").match(/[\p{Script=Arabic}\p{Script=Han}]/gu))].sort();

function names(page, { given, family, onPaper, file_number: number }) {
  const isLatin = lettersOf(given).length === 0;
  if (isLatin) assert.ok(page.includes(`${given} ${family}`), page);
  assert.deepEqual(lettersOf(page), lettersOf(`${given}${family}`), page);
  assert.ok(page.includes(onPaper) && page.includes(number), page);
}

before(async () => {
  data = demoClinic();
  const root = emptyFolder();
  folders = { root };
  for (const name of ["bin", "out", "tmp", "cache"]) mkdirSync((folders[name] = path.join(root, name)));
  fakePrinter();
  plant(data);
  for (const patient of PATIENTS) {
    const { given, family, born } = patient;
    const names = ["--given-name", given, "--family-name", family, "--birth-date", born, "--sex", "MALE"];
    Object.assign(patient, claire("patients", "add", ...names).patient);
    const of = ["--patient", patient.id, "--title", PLANNED, "--days", "2"];
    const { plan } = claire("meal-plans", "add", ...of);
    const milk = ["--meal", "breakfast", "--food", "01077", "--amount", "2 cups"];
    for (const day of ["1", "2"]) claire("meal-plans", "add-food", "--plan", plan.id, "--day", day, ...milk);
  }
  watch = await watchFolders([folders.tmp], texts());
  const env = { TMPDIR: folders.tmp, XDG_CACHE_HOME: folders.cache, PATH: `${folders.bin}:${process.env.PATH}` };
  who = person(await openWindow({ data, env }));
});
after(async () => {
  await who?.close();
  await watch?.close();
  if (data) remove(data);
  if (folders) remove(folders.root);
});

step("a temporary file of some milliseconds does not go unseen", async () => {
  const control = path.join(folders.tmp, "nested");
  mkdirSync(control);
  writeFileSync(path.join(control, "page"), `${PDF}1.7 ${PATIENTS[1].given}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  rmSync(control, { recursive: true });
  const { files, left } = await watch.look();
  const page = files.find(({ file }) => file.endsWith("nested/page"));
  assert.deepEqual([page?.words, left.includes(page?.file)], [["a page"], false]);
  // the next look is of the window alone
  await watch.close();
  watch = await watchFolders([folders.tmp], texts());
});

step("a dietitian signs in", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
});

for (const [index, patient] of PATIENTS.entries())
  step(`the plan of patient ${index + 1} is previewed, printed and saved`, async () => {
    await who.openPatient(patient.file_number, patient.name);
    await who.strike(KEY.control, "4");
    await who.press("Meal plans", "[role=tabpanel]");
    await who.press(PLANNED, "table");
    await who.see("Give to patient");
    await who.strike(KEY.control, "p");
    await who.see("Page 1 of 2", "[role=dialog]");
    await pageDrawn(who);
    await who.picture(`print-traces-${index + 1}`);
    await leavesNothing("previewed");
    rmSync(out("sent.pdf"), { force: true });
    await who.press("Print", "[role=dialog]");
    await who.see("Sent to the printer.", "[role=dialog]");
    await leavesNothing("printed");
    const file = out(`plan-${index}.pdf`);
    await savePdf(who, file);
    await leavesNothing("saved");
    assert.ok(readFileSync(out("sent.pdf")).equals(readFileSync(file)));
    const pages = pagesOf(file);
    assert.equal(pages.length, 2);
    for (const page of pages) names(page, patient);
    assert.ok(pages[0].includes(PLANNED));
    await who.strike(KEY.escape);
    await who.gone("Save PDF");
    await leavesNothing("left");
  });

/** Opens the row of a list that has this text. */
const openRow = (text) =>
  who.until(`the row '${text}'`, () =>
    who.run(
      "const row = [...document.querySelectorAll('main tbody tr')].find((one) => " +
        "one.textContent.includes(arguments[0])); row?.querySelector('[data-row-link]').click(); return Boolean(row)",
      text,
    ),
  );

/** The preview of the front desk is printed and saved; it names the patient and has no word of the chart. */
async function ofFrontDesk(name) {
  // an appointment's own dialog may be behind it
  await who.see("Page 1 of");
  await pageDrawn(who);
  rmSync(out("sent.pdf"), { force: true });
  await who.press("Print", "[role=dialog]");
  await who.see("Sent to the printer.");
  const file = out(`${name}.pdf`);
  await savePdf(who, file);
  assert.ok(readFileSync(out("sent.pdf")).equals(readFileSync(file)), name);
  await who.strike(KEY.escape);
  await who.gone("Save PDF");
  const text = textOf(file);
  assert.ok(text.includes(NAME), `${name}: ${text}`);
  for (const [planted, word] of Object.entries(CANARIES))
    assert.ok(!text.toLowerCase().includes(word.toLowerCase()), `${name} has '${word}', the ${planted}`);
  await leavesNothing(name);
}

step("no print of the front desk has a word of the chart, nor leaves one", async () => {
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  await who.press("Diary", "nav");
  await who.fill("Go to a day", dayAfter(1), "main");
  await who.strike(KEY.enter);
  await who.see(NAME, "main");
  await who.press("Print day list", "main");
  await ofFrontDesk("day list");
  await who.until("the card", () =>
    who.run(
      // one that overlaps it names it, too, behind its own patient
      `const at = (one) => one.textContent.indexOf(arguments[0]);
       const cards = [...document.querySelectorAll('[draggable=true]')].filter((one) => at(one) >= 0);
       const [card] = cards.sort((one, other) => at(one) - at(other));
       card?.click();
       return card !== undefined;`,
      NAME,
    ),
  );
  await who.see("Move to", "[role=dialog]");
  await who.press("Print card", "[role=dialog]");
  await ofFrontDesk("card");
  await who.strike(KEY.escape);
  await who.openPatient(GIVEN, NAME);
  await who.press("Billing", "main [role=tablist]");
  await openRow("Issued");
  await who.press("Print", "main");
  await ofFrontDesk("invoice");
});

step("after the window is closed, no file has a word of what was printed", async () => {
  await who.close();
  who = null;
  await leavesNothing("after all");
  const { left } = await watch.look();
  assert.deepEqual(
    // by an empty file the programs of a user take turns
    left.filter((file) => existsSync(file) && statSync(file).size > 0),
    [],
  );
  const later = await watchFolders([folders.cache, data], texts());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { files } = await later.close();
  assert.ok(files.length > 0);
  const ours = (file) => /\/(Aubrietal\.txt|recovery-key\.txt|password)$/.test(file);
  assert.deepEqual(
    files.filter(({ file, words }) => words.some((word) => !OF_THE_CLINIC.includes(word)) && !ours(file)),
    [],
  );
});
