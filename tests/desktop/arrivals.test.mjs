// The front desk's board by keys alone: an arrival is two keys, names are hidden by P, and nothing of a chart is on the
// board, on the list of the day or on a card. A dietitian's week by keys.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf, textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Why they come, and what they are allergic to: words that no other text has. */
const CANARY = "Zanthoxylum";
const NAME = "Zubeda Quist";
const step = journey(test);
let who;
let data;
let booked;

const arrivals = () => nutrivault(data, "lea", "appointments", "arrivals");
const card = () => arrivals().cards.find(({ id }) => id === booked);
const focused = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");
const main = () => who.text("main");

/** Strikes an arrow until the card of the patient has the keys: to the last card, and from there back. */
async function arrowTo(name) {
  for (let strikes = 0, arrow = KEY.down; strikes < 90; strikes += 1) {
    const from = await focused();
    if (from.includes(name)) return;
    await who.strike(arrow);
    if ((await focused()) === from) arrow = arrow === KEY.down ? KEY.up : KEY.down;
  }
  assert.fail(`no card of ${name}, but ${await focused()}`);
}

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Zubeda", "--family-name", "Quist", "--birth-date", "1950-05-04"];
  const { patient } = nutrivault(data, "claire", "patients", "add", ...added, "--phone", "+33 1 55 50 01 77");
  nutrivault(data, "claire", "allergies", "add", "--patient", patient.id, "--substance", CANARY);
  const starts = new Date(Date.now() - 5 * 60_000).toISOString();
  const book = ["appointments", "book", "--anyway", "--patient", patient.id, "--starts", starts, "--reason", CANARY];
  booked = nutrivault(data, "claire", ...book).appointment.id;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an arrival is an arrow and Enter, and Undo takes it back", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Appointments today");
  await who.strikeAll("g", "a");
  await who.see("Arrows go from card to card");
  await who.see(NAME);
  await arrowTo(NAME);
  await who.strike(KEY.enter);
  await who.see("0 min waiting");
  await who.pointAtMessages();
  await who.until("the arrival", () => card().column === "arrived");
  assert.ok(card().arrived_at !== null);
  await who.picture("arrivals");
  await who.press("Undo");
  await who.until("the way back", () => card().column === "expected");
});

step("the next steps lead to the room and to done", async () => {
  await arrowTo(NAME);
  await who.strike(KEY.enter);
  for (const column of ["inRoom", "done"]) {
    await who.until("the step", async () => {
      const name = column === "inRoom" ? "In room" : "Done";
      return who.run(
        "const step = document.querySelector(`[aria-label='${arguments[0]}: ${arguments[1]}']`); step?.focus(); " +
          "return step !== null && !step.disabled",
        name,
        NAME,
      );
    });
    await who.strike(KEY.enter);
    await who.until(column, () => card().column === column);
  }
});

step("P hides every name, and a lock does not bring them back", async () => {
  const names = arrivals().cards.flatMap(({ patients }) => patients.map(({ name }) => name));
  await who.strike("p");
  await who.until("the names to go", async () => !(await main()).includes(NAME));
  // what was said of the last step, too
  await who.until("the name to go", async () => !(await who.text("body")).includes(NAME));
  const text = await who.text("body");
  for (const name of names) assert.ok(!text.includes(name), name);
  await who.picture("arrivals-privacy");
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Arrows go from card to card");
  await who.until("the cards", async () => (await main()).includes("ZQ, File"));
  assert.ok(!(await main()).includes(NAME));
  await who.strike("p");
  await who.see(NAME);
});

step("neither the board nor what is printed has a word of the chart", async () => {
  assert.ok(!(await main()).includes(CANARY));
  await who.strike(KEY.control, "p");
  const list = path.join(data, "list.pdf");
  await savePdf(who, list);
  has(list, NAME, "+33 1 55 50 01 77", "Claire Moreau");
  assert.ok(!textOf(list).includes(CANARY));
  const file = path.join(data, "card.pdf");
  nutrivault(data, "lea", "print", "appointment-card", booked, "--out", file);
  has(file, NAME, "Claire Moreau");
  assert.ok(!textOf(file).includes(CANARY));
  const day = nutrivault(data, "claire", "appointments", "list").appointments;
  assert.ok(JSON.stringify(day).includes(CANARY), "the dietitian reads why");
});

step("a week is shown by W, gone through by arrows and reached by what is typed", async () => {
  await who.strike(KEY.escape);
  await who.strikeAll("g", "d");
  await who.see("booked,");
  await who.strike("w");
  await who.see("Week of");
  const title = () => who.text("h1");
  const first = await title();
  await who.strike(KEY.right);
  await who.until("the next week", async () => (await title()) !== first);
  await who.strike(KEY.left);
  await who.until("the first week", async () => (await title()) === first);
  await who.fill("Go to a day", "+4w");
  await who.strike(KEY.enter);
  await who.until("the week after four", async () => (await title()) !== first);
  const { from } = nutrivault(data, "lea", "appointments", "week", "--day", dayAfter(28));
  assert.ok((await title()).includes(String(Number(from.slice(8)))), `${await title()} of ${from}`);
  await who.picture("week");
});
