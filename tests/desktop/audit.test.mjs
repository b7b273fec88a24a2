// The audit log: an admin filters it, opens one entry, exports the result.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const PHONE = "+353 1 555 0177";
let admin;
let data;
const step = journey(test);
before(async () => {
  data = demoClinic();
  const patient = nutrivault(data, "claire", "search", "Oisín").hits[0].id;
  nutrivault(data, "claire", "patients", "edit", patient, "--phone", PHONE);
  admin = person(await openWindow({ data }));
});
after(async () => {
  await admin?.close();
  if (data) remove(data);
});

/** The operation of each entry that is shown. */
const operations = () =>
  admin.run(
    `const rows = document.querySelectorAll("table[aria-label=Audit] tbody tr[data-index]");
    return [...rows].map((row) => row.children[2].textContent);`,
  );
/** Opens the entry at the top. */
const openFirst = () =>
  admin.until("an entry", () =>
    admin.run(
      `const link = document.querySelector("table[aria-label=Audit] [data-row-link]");
      link?.click();
      return link !== null;`,
    ),
  );
const until = (what, look) => admin.until(what, async () => look(await operations()));

step("the log is filtered by user, operation and outcome, and cleared at once", async () => {
  await admin.signIn("admin", PASSWORDS.admin);
  await admin.press("Audit", "nav");
  await admin.see("Chain complete");
  await admin.choose("Result", "Refused");
  await admin.see("No entry matches");
  await admin.press("Clear filters");
  await until("all of it", (shown) => shown.length > 10);
  await admin.choose("Person", "Claire Moreau");
  await admin.choose("Action", "Changed a patient’s details");
  await until(
    "her changes",
    (shown) => shown.length > 0 && shown.every((operation) => operation === "Changed a patient’s details"),
  );
  await admin.fill("Patient", "oisin suill");
  await admin.until("the patient at the top", async () => {
    return (await admin.text("[role=listbox] [role=option]:first-child")).startsWith("Oisín");
  });
  await admin.strike(KEY.down);
  await admin.strike(KEY.enter);
  await admin.see("1 entry");
  await admin.picture("audit-filtered");
});

step("one entry shows the values before and after, and Escape closes it", async () => {
  await admin.strike(KEY.escape);
  await openFirst();
  await admin.see(PHONE, "[role=dialog]");
  const contains = (css, text) => admin.until(`${text}`, async () => text.test(await admin.text(css)));
  await contains("[role=dialog] table", /FieldBeforeAfter/);
  await contains("[role=dialog]", /Claire Moreau Verified/);
  await admin.picture("audit-entry");
  await admin.strike(KEY.escape);
  await admin.until("the entry to go", () => admin.run("return document.querySelector('[role=dialog]') === null"));
});

step("the filtered entries are exported with a reason, which is logged", async () => {
  await admin.press("Export");
  const file = path.join(data, "audit.json");
  await admin.press("JSON, with before and after", "[role=dialog]");
  await admin.fill("File", path.join(data, "none/audit.json"));
  await admin.fill("Reason", "yearly check");
  await admin.press("Export", "[role=dialog]");
  await admin.see("There is no such folder.");
  await admin.fill("File", file);
  await admin.press("Export", "[role=dialog]");
  await admin.see("with 1 entry.");
  await admin.picture("audit-export");
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ action, who }) => [action, who]),
    [["edit patient", "Claire Moreau"]],
  );
  assert.ok(lines[0].changes.some((change) => change.after === PHONE));
  assert.equal(statSync(file).mode & 0o777, 0o600, "others who use the computer may not read it");
  await admin.press("Close", "[role=dialog]");
  await admin.press("Clear filters");
  await admin.choose("Action", "Exported the audit log");
  await until("the export", (shown) => shown.length === 1 && shown[0] === "Exported the audit log");
  await openFirst();
  await admin.see("yearly check", "[role=dialog]");
  assert.equal(nutrivault(data, "admin", "audit", "verify").fault, null);
});
