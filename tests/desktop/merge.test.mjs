// Two files of one person in the real window by keys alone: compared, merged, read as one, and parted again, while
// another computer writes to both.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let other;
let server;
let files;
const step = journey(test);

/** The other computer records an allergy in each of the two files, by their place in `files`, and sends it. */
function elsewhere(...substances) {
  substances.forEach((substance, file) =>
    nutrivault(other, "claire", "allergies", "add", "--patient", files[file], "--substance", substance),
  );
  nutrivault(other, "claire", "sync");
}

/** How many records of each noun both files have, as each computer counts them. */
const counts = (folder) => {
  const [from, into] = [files[1], files[0]];
  return nutrivault(folder, "claire", "patients", "merge", from, "--into", into, "--dry-run").preview.counts;
};

before(async () => {
  server = await openServer();
  data = demoClinic();
  nutrivault(data, "admin", "connect", server.url, "--code", server.code);
  const add = (...words) => nutrivault(data, "claire", "patients", "add", ...words).patient;
  const named = ["--family-name", "Zoubir", "--sex", "FEMALE"];
  const ines = add("--given-name", "Ines", "--birth-date", "1980-05-04", ...named);
  const twice = add("--given-name", "Inès", "--birth-date", "1980-04-05", "--phone", "0601020304", ...named);
  files = [ines.id, twice.id];
  const of = ["--patient", ines.id, "--substance", "Sesame"];
  nutrivault(data, "claire", "allergies", "add", ...of);
  nutrivault(data, "claire", "sync");
  other = emptyFolder();
  const { code } = nutrivault(data, "admin", "enrol", "create");
  nutrivault(other, "claire", "enrol", "join", server.url, "--code", code, "--name", "Room 2");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  for (const folder of [data, other]) if (folder) remove(folder);
  await server?.close();
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
  await who.select("[role=dialog] input[type=checkbox]");
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
});

step("what another computer writes to both files meanwhile is shown in the one", async () => {
  // it does not know of the merge yet
  elsewhere("Lupin", "Celery");
  await who.see("Lupin");
  await who.see("Celery");
});

step("Undo parts the files, and each has what was written to it, wherever that was", async () => {
  elsewhere("Mustard", "Mollusc");
  await who.see("Mollusc");
  await who.press("Undo merge");
  await who.see("The files are apart again.");
  await who.gone("was merged into this one");
  // the file that went is shown
  for (const substance of ["Celery", "Mollusc"]) await who.see(substance);
  for (const substance of ["Sesame", "Lupin", "Mustard"]) await who.gone(substance);
  await who.openPatient("Ines Zoubir", "Ines Zoubir");
  for (const substance of ["Sesame", "Lupin", "Mustard"]) await who.see(substance);
  for (const substance of ["Celery", "Mollusc"]) await who.gone(substance);
  await who.press("Visits", "[role=tablist]");
  await who.press("Timeline", "main");
  await who.see("Merge undone");
  await who.see("Files merged");
  await who.picture("merge-undone");
});

step("both computers count the same records of every noun in each file", async () => {
  await who.until("the undoing at the other computer", () => {
    nutrivault(other, "claire", "sync");
    return nutrivault(other, "claire", "search", "Zoubir").hits.length === 2;
  });
  const here = counts(data);
  assert.deepEqual(counts(other), here);
  const allergies = here.find(({ entity }) => entity === "Allergy");
  assert.deepEqual([allergies.into, allergies.from], [3, 2]);
});

step("both are a likely pair again, which is compared from the list by keys", async () => {
  const { pairs } = nutrivault(data, "claire", "patients", "duplicates");
  assert.deepEqual(
    pairs.map(({ first, second }) => [first.id, second.id].sort()),
    [[...files].sort()],
  );
  await who.press("Patients", "nav");
  await who.press("Likely duplicates", "main");
  await who.see("same name, similar birth date");
  await who.picture("duplicates");
  await who.select("[data-row-link]");
  await who.strike(KEY.enter);
  await who.see("goes", "[role=dialog]");
  await who.strike(KEY.escape);
  await who.see("same name, similar birth date");
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
