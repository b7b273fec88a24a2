// A manager sums up a period by keys in the real window: the figures are those of the command line, a card becomes a
// table and a sheet, and the report is printed. No patient is named anywhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf, textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const year = new Date().getUTCFullYear();
const report = (...words) =>
  nutrivault(data, "grace", "reports", "show", "--from", `${year}-01-01`, "--until", `${year}-12-31`, ...words).report;
const count = (number) => number.toLocaleString("en-GB");

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a manager opens the reports and chooses the year", async () => {
  await who.signIn("grace", PASSWORDS.grace);
  await who.until("the open clinic", () => who.find("nav"));
  await who.press("Reports", "nav");
  await who.see("Load by room", "main");
  await who.choose("Period", "This year");
  const { total } = report();
  assert.ok(total.appointments > 0 && total.no_shows > 0 && total.waits > 0, JSON.stringify(total));
  await who.see(`${count(total.appointments)} booked, ${count(total.cancelled)} cancelled`, "main");
  await who.see(`Median ${total.wait_median} min, 9 of 10 within ${total.wait_ninth} min`, "main");
  await who.picture("reports-year");
});

step("a provider alone, and back to all", async () => {
  const [first] = report().providers.filter(({ appointments }) => appointments > 0);
  const { total } = report("--provider", first.name.split(" ")[0].toLowerCase());
  await who.choose("Provider", first.name);
  await who.see(`${count(total.appointments)} booked, ${count(total.cancelled)} cancelled`, "main");
  await who.picture("reports-provider");
  // chosen again, it narrows no longer
  await who.choose("Provider", first.name);
  const { total: all } = report();
  await who.see(`${count(all.appointments)} booked, ${count(all.cancelled)} cancelled`, "main");
});

step("a card is a table by two keys, and a sheet in a file", async () => {
  await who.tabTo("Table: Appointments");
  await who.strike(KEY.enter);
  await who.see("Period", "table");
  await who.tabTo("Export: Appointments");
  await who.strike(KEY.enter);
  const file = path.join(data, "appointments.csv");
  await who.see("The copy will not be encrypted.", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(...file, KEY.enter);
  await who.see(`Saved as ${file}.`);
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  assert.equal(head, "from,until,appointments,came,no_shows,no_show_percent,cancelled");
  assert.equal(lines.length, 13);
  await who.strike(KEY.enter);
});

step("the report is printed by the keys of printing", async () => {
  await who.strike(KEY.control, "p");
  const file = path.join(data, "report.pdf");
  await savePdf(who, file);
  await who.picture("print-report");
  has(file, "Report, 1 Jan", "Load by provider", "Income");
  const { rows: patients } = nutrivault(data, "grace", "patients", "list", "--limit", "100");
  const text = textOf(file);
  assert.ok(patients.length > 0);
  for (const { name } of patients) assert.ok(!text.includes(name), name);
});
