// The front desk puts a patient on the waiting list, cancels an appointment, and gives the time away, by keys alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
/** Runs in the page: opens the card of a patient. */
const OPEN_CARD = `
  const cards = [...document.querySelectorAll("[draggable=true]")];
  const card = cards.find((one) => one.textContent.includes(arguments[0]));
  card?.click();
  return card !== undefined;
`;
const WAITS = "Noa Quill";

/** A working day on which the demo has nothing, and near enough that its times are offered. */
function quietDay() {
  let days = 40;
  while ([0, 6].includes(new Date(dayAfter(days)).getUTCDay())) days += 1;
  return dayAfter(days);
}
const quiet = quietDay();
const read = (...words) => nutrivault(data, "lea", "waiting", ...words);
const own = () => read("list").rows.find(({ patient: { name } }) => name === WAITS);
const dialog = () => who.text("[role=dialog]");

before(async () => {
  data = demoClinic();
  [patient] = nutrivault(data, "lea", "search", "Oisín").hits;
  const words = ["appointments", "book", "--anyway", "--patient", patient.id, "--provider", "claire"];
  // as long as a first appointment, which is what Noa Quill waits for
  nutrivault(data, "lea", ...words, "--starts", `${quiet}T10:00:00Z`, "--minutes", "60");
  const names = ["--given-name", "Noa", "--family-name", "Quill", "--phone", "020 5550109"];
  nutrivault(data, "lea", "patients", "add", ...names);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the list is reached by L, with who waits and what each wants", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.strikeAll("g", "d");
  await who.see("booked,");
  await who.until("the button", () => who.find("[aria-label='Waiting list: 5']"));
  await who.see("is free.", "main");
  await who.picture("free-time-line");
  await who.strike("l");
  await who.see("Waiting 5", "main");
  for (const { patient: one } of read("list").rows) await who.see(one.name, "main");
  await who.see("Can come at short notice", "main");
  await who.picture("waiting-list");
});

step("a patient is put on it by keys", async () => {
  await who.tabTo("Add to the list");
  await who.strike(KEY.enter);
  await who.see("Days of the week", "[role=dialog]");
  await who.strikeAll(..."Noa");
  await who.see(WAITS, "[role=dialog] ul");
  await who.strike(KEY.enter);
  await who.tabTo("Note for the front desk");
  await who.strikeAll(..."Mornings are best");
  await who.picture("waiting-form");
  await who.strike(KEY.enter);
  await who.see("Waiting 6", "main");
  assert.equal(own().wishes.note, "Mornings are best");
});

step("an appointment is cancelled by keys, and its time is offered", async () => {
  await who.strikeAll("g", "d");
  await who.see("booked,");
  // the time that the demo offers comes sooner
  await who.tabTo("Dismiss");
  await who.strike(KEY.enter);
  await who.see("Free time dismissed");
  assert.equal(read("free").slots.length, 0);
  await who.fill("Go to a day", quiet);
  await who.strike(KEY.enter);
  await who.see(patient.name, "main");
  await who.until("the card", () => who.run(OPEN_CARD, patient.name));
  await who.see("Move to…", "[role=dialog]");
  await who.tabTo("Cancel appointment");
  await who.strike(KEY.enter);
  await who.see("Keep it", "[role=dialog]");
  await who.strike("1");
  await who.tabTo("Cancel appointment");
  await who.strike(KEY.enter);
  await who.see("is free.", "main");
  const [{ fits }] = read("free").slots;
  await who.see(fits === 1 ? "1 person fits." : `${fits} people fit.`, "main");
});

step("who fits is called with two keys", async () => {
  await who.tabTo("See who fits");
  await who.strike(KEY.enter);
  await who.see(WAITS, "[role=dialog]");
  await who.until("the row", async () => {
    if ((await who.focusedName()).startsWith(WAITS)) return true;
    await who.strike(KEY.down);
    return false;
  });
  await who.picture("free-time");
  await who.strike("c");
  await who.see("1 Reached", "[role=dialog]");
  await who.picture("free-time-call");
  await who.strike("1");
  await who.see(`The call to ${WAITS} is saved`);
  await who.until("the call", () => own().calls === 1);
  assert.equal(own().last_call.result, "reached");
});

step("and booked with two keys, which ends the wait and the offer", async () => {
  await who.focused(WAITS);
  await who.strike("b");
  await who.focused(`Book ${WAITS}`);
  await who.picture("free-time-book");
  await who.strike(KEY.enter);
  await who.see(`${WAITS} is booked`);
  await who.until("the dialog to go", async () => !(await dialog()));
  await who.see(WAITS, "main");
  assert.equal(own(), undefined);
  const [{ end }] = read("list", "--ended").rows;
  assert.deepEqual([end.outcome, end.starts_at], ["booked", `${quiet}T10:00:00Z`]);
  assert.equal(read("free").slots.length, 0);
});

step("the list has who waited no longer, and how it ended", async () => {
  await who.strike("l");
  await who.see("Waiting 5", "main");
  await who.press("Ended 1", "main");
  await who.see("Booked for", "main");
  await who.picture("waiting-ended");
});
