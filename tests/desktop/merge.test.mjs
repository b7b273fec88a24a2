// Two files of one person in the real window by keys alone: compared, merged, read as one, and parted again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);

before(async () => {
  data = demoClinic();
  const add = (...words) => nutrivault(data, "claire", "patients", "add", ...words).patient;
  const named = ["--family-name", "Zoubir", "--sex", "FEMALE"];
  const ines = add("--given-name", "Ines", "--birth-date", "1980-05-04", ...named);
  add("--given-name", "Inès", "--birth-date", "1980-04-05", "--phone", "0601020304", ...named);
  const of = ["--patient", ines.id, "--substance", "Sesame"];
  nutrivault(data, "claire", "allergies", "add", ...of);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a dietitian finds the other file and sees both beside each other", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await who.openPatient("Ines Zoubir", "Ines Zoubir");
  await who.press("More");
  await who.press("Merge with another file…");
  await who.fill("Patient", "Inès Zoubir", "[role=dialog]");
  await who.see("1980", "[role=dialog] ul");
  await who.press("Inès Zoubir", "[role=dialog] ul");
  await who.see("goes", "[role=dialog]");
  await who.picture("merge");
});

step("birth dates that differ are chosen, and checked by a person", async () => {
  const submit = "[role=dialog] button[data-primary]";
  assert.equal(await who.run(`return document.querySelector(arguments[0]).disabled`, submit), true);
  for (const name of ["Given name", "Birth date"]) {
    await who.run(
      `[...document.querySelectorAll("[role=dialog] [role=radiogroup]")]
        .find((group) => document.getElementById(group.getAttribute("aria-labelledby"))?.textContent === arguments[0])
        .querySelector("[value=from]").focus()`,
      name,
    );
    await who.strike(" ");
  }
  assert.equal(await who.run(`return document.querySelector(arguments[0]).disabled`, submit), true);
  await who.run(`document.querySelector("[role=dialog] input[type=checkbox]").focus()`);
  await who.strike(" ");
  await who.picture("merge-chosen");
  await who.run(`document.querySelector(arguments[0]).focus()`, submit);
  await who.strike(KEY.enter);
});

step("the file that stays shows the allergy of the other, and the way back", async () => {
  await who.see("was merged into this one");
  await who.see("Sesame");
  await who.picture("merged");
  const { hits } = nutrivault(data, "claire", "search", "Zoubir");
  assert.equal(hits.length, 1);
  await who.press("Undo merge");
  await who.see("The files are apart again.");
  await who.gone("was merged into this one");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
