// An admin backs the clinic up by keys in the real window, and rehearses a restore with the recovery key of the paper.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, recoveryGroups, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const status = () => nutrivault(data, "admin", "backup", "status").backups;
const file = () => path.join(data, "clinic.backup");

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("no backup is there, and one is made under a name that is typed", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Backups and recovery key", "main nav");
  await who.see("No backup yet.", "main");
  await who.press("Back up now", "main");
  await who.see("only the recovery key opens", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(...path.join(data, "no-folder", "clinic.backup"), KEY.enter);
  await who.see("This folder is not there.", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(...file());
  await who.picture("backup-now");
  await who.strike(KEY.enter);
  await who.see(`Saved as ${file()}`);
  await who.strike(KEY.enter);
  assert.ok(existsSync(file()));
  assert.equal(status().last.file, "clinic.backup");
  await who.see("Not within 90 days", "main");
  await who.picture("backups");
});

step("a restore is rehearsed with the key from the paper, and what it brings back is counted", async () => {
  await who.press("Rehearse a restore", "main");
  await who.see("opened with the recovery key", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(...file(), KEY.tab);
  await who.strikeAll(
    ...recoveryGroups(data)
      .map(([, group]) => group)
      .join(""),
  );
  await who.picture("rehearsal");
  await who.strike(KEY.enter);
  await who.see("The copy is deleted.", "[role=dialog]");
  await who.picture("rehearsed");
  await who.strike(KEY.enter);
  assert.equal(status().rehearsed.file, "clinic.backup");
  assert.equal(status().is_rehearsal_due, false);
  await who.gone("Not within 90 days");
});
