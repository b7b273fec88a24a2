// Patients of another program are imported in the real window by keys alone: matched, checked, corrected, and undone.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let list;
const step = journey(test);
const LINES = [
  "given_name,surname,date_of_birth,sex,ward",
  "Ottilie,Brandvold,1990-02-03,f,A",
  "Nadira,Quashigah,1990-05-04,f,B",
  "Kestutis,Vaitkus,30/02/1980,m,C",
  "Esperanza,Quiroga,03/04/1980,f,D",
  "Yevhen,Dovzhenko",
];
const imports = () => nutrivault(data, "admin", "import", "list").imports;
const hits = (name) => nutrivault(data, "claire", "search", name).hits;

/** A file chooser of the system cannot be driven: the field behind the button is given the path. */
async function choose(file) {
  const css = "input[type=file][aria-label='Choose file']";
  await who.type(await who.until("the button 'Choose file'", () => who.find(css)), file);
}

/** Goes to a button by Tab and strikes Enter on it. */
async function enter(name) {
  await who.tabTo(name);
  await who.strike(KEY.enter);
}

/** Chooses the field of a column by keys. */
async function match(column, field) {
  // letters are searched for in it, so it opens by an arrow
  await who.tabTo(`Field of ${column}`);
  await who.strike(KEY.down);
  await who.until("the fields", () => who.find("[role=option]"));
  for (let count = 0; count < 25; count += 1) {
    if ((await who.text("[role=option][data-combobox-selected]")) === field) return who.strike(KEY.enter);
    await who.strike(KEY.down);
  }
  assert.fail(`the arrows do not reach '${field}'`);
}

before(async () => {
  data = demoClinic();
  list = path.join(data, "patients.csv");
  writeFileSync(list, LINES.join("\n"));
  const added = ["--given-name", "Nadira", "--family-name", "Quashigah", "--birth-date", "1990-05-04"];
  nutrivault(data, "claire", "patients", "add", ...added, "--sex", "FEMALE");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a list that cannot be read says where, and another is chosen", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.until("the first page", async () => (await who.text("h1")) !== "");
  await who.strike(KEY.control, "k");
  await who.fill("Find a patient or action", "csv", "[role=dialog]");
  await who.until("the action to be selected", async () =>
    (await who.text("[role=dialog] [data-action][data-selected]")).startsWith("Import patients"),
  );
  await who.strike(KEY.enter);
  await who.see("Nothing is imported before you have seen what an import would do.");
  const foreign = path.join(data, "latin.csv");
  writeFileSync(foreign, Buffer.from("given_name,surname\nRen\u00e9e,Brandvold\n", "latin1"));
  await choose(foreign);
  await who.see("Line 2 cannot be read");
  await who.picture("import-file");
  await choose(list);
});

step("one field is no two columns, and dates are read in the order that is chosen", async () => {
  await who.focused("Which field is each column?");
  assert.match(await who.text("table"), /Ottilie · Nadira · Kestutis/);
  await match("ward", "Given name");
  await who.see("“given_name” is this field already.");
  await who.see("Two columns are the same field.");
  await who.picture("import-match");
  await match("ward", "Not imported");
  await who.gone("Two columns are the same field.");
  await who.tabTo("Refuse them");
  await who.strike(KEY.down);
  await who.focused("Day first");
  await enter("Next");
});

step("a wrong value is corrected where it is, and a likely duplicate is left out", async () => {
  await who.focused("What the import would do");
  await who.see("3 ready, 1 likely duplicate, 2 with errors");
  await who.see("The line has 2 values, and there are 5 headings.");
  await enter("Edit Line 4, Birth date");
  await who.focused("Line 4, Birth date");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."28 Feb 1980", KEY.enter);
  await who.see("4 ready, 1 likely duplicate, 1 with errors");
  await who.tabTo("Leave out line 3, Nadira Quashigah");
  await who.strike(" ");
  await who.see("3 ready, 1 likely duplicate, 1 with errors, 1 left out");
  await who.picture("import-check");
  assert.deepEqual(imports(), []);
});

step("the line with an error is saved with its reason", async () => {
  await enter("Save the line with its reason");
  await who.see("The copy will not be encrypted.", "[role=dialog]");
  const wrong = path.join(data, "wrong.csv");
  await who.select("[role=dialog] input");
  await who.strikeAll(...wrong, KEY.enter);
  await who.see(`Saved as ${wrong}.`);
  await who.strike(KEY.enter);
  const saved = readFileSync(wrong, "utf8");
  assert.match(saved, /Dovzhenko.*The line has 2 values/);
  assert.doesNotMatch(saved, /Brandvold/);
});

step("the others are imported", async () => {
  await who.until("the dialog to go", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await enter("Import 3 patients");
  await who.focused("3 patients imported");
  await who.picture("import-done");
  assert.deepEqual(
    imports().map((one) => [one.lines, one.patients, one.deleted]),
    [[3, 3, 0]],
  );
  assert.equal(hits("Quashigah").length, 1);
  const [{ birth_date: born }] = hits("Vaitkus");
  assert.equal(born, "1980-02-28");
});

step("the import is undone, but for who was changed since", async () => {
  const [{ id }] = hits("Brandvold");
  nutrivault(data, "claire", "allergies", "add", "--patient", id, "--substance", "Peanut");
  await enter("Undo import");
  await who.see("Remove 3 imported patients?", "[role=dialog]");
  await who.focused("Cancel");
  await enter("Undo import");
  await who.see("2 removed; 1 was changed since and stays.", "[role=dialog]");
  await who.see("Ottilie Brandvold", "[role=dialog]");
  await who.picture("import-undone");
  assert.deepEqual(
    ["Vaitkus", "Quiroga", "Brandvold"].map((name) => hits(name).length),
    [0, 0, 1],
  );
  await enter("Close");
  await who.focused("2 removed; 1 was changed since and stays.");
  await who.press("Settings", "nav");
  await who.press("Imports and erasures", "main nav");
  // three lines came, one patient is there and two are removed
  await who.until("the import", async () =>
    /Ama Mensah312Undo import$/.test(await who.text("table[aria-label=Imports] tbody")),
  );
});

step("a lock forgets the list", async () => {
  await who.press("Import patients", "main");
  await who.focused("File");
  await choose(list);
  await who.focused("Which field is each column?");
  await who.lock();
  await who.fill("Password", PASSWORDS.admin);
  await who.press("Sign in");
  await who.see("Nothing is imported before you have seen what an import would do.");
  assert.equal(await who.run("return document.body.textContent.includes('Ottilie')"), false);
});
