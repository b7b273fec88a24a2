// The front desk books a patient on several dates, moves and cancels one with those after it, by keys alone.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
/** Runs in the page: opens the card of a patient. */
const OPEN_CARD = `
  const cards = [...document.querySelectorAll("[draggable=true]")];
  const card = cards.find((one) => one.textContent.includes(arguments[0]));
  card?.click();
  return card !== undefined;
`;
const PATIENT = "Leandra Bardhi";

/** A Monday far enough ahead that the demo has nothing on it. */
function quietDay() {
  let days = 60;
  while (new Date(dayAfter(days)).getUTCDay() !== 1) days += 1;
  return days;
}
const week = (number) => dayAfter(quietDay() + 7 * number);
const booked = (number) => nutrivault(data, "lea", "appointments", "list", "--day", week(number)).appointments;
const dialog = () => who.text("[role=dialog]");
const series = () => nutrivault(data, "lea", "series", "show", booked(0)[0].id).series.appointments;
const closed = () => who.until("the dialog to go", async () => !(await dialog()));

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("R begins a series, and every date is listed", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.strikeAll("g", "d");
  await who.see("booked,");
  await who.fill("Go to a day", week(0));
  await who.strike(KEY.enter);
  await who.see("0 booked,", "main");
  // out of the field, where R is a letter
  await who.tabTo("Book");
  await who.strike("r");
  await who.see("Book a series", "[role=dialog]");
  await who.see("Choose a patient to see the dates.", "[role=dialog]");
  await who.strikeAll(..."Leandra");
  await who.see(PATIENT, "[role=dialog] ul");
  await who.strike(KEY.enter);
  await who.see("Book 8 of 8 dates", "[role=dialog]");
  await who.choose("Provider", "Claire Moreau");
  await who.see("Book 8 of 8 dates", "[role=dialog]");
  await who.picture("series-free");
});

step("an absence that comes meanwhile is on its date, one is left out and one gets another time", async () => {
  const away = ["absences", "add", "--provider", "claire", "--reason", "Jury duty"];
  nutrivault(data, "lea", ...away, "--starts", `${week(1)}T00:00:00Z`, "--ends", `${week(1)}T23:00:00Z`);
  await who.see("Absent", "[role=dialog] ol");
  await who.see("Book 7 of 8 dates", "[role=dialog]");
  await who.until("the first date", async () => {
    if ((await who.focusedName()).startsWith("Take")) return true;
    await who.strike(KEY.tab);
    return false;
  });
  await who.strikeAll(KEY.down, KEY.down, "s");
  await who.see("Book 6 of 8 dates", "[role=dialog]");
  await who.strikeAll(KEY.up, "m");
  await who.focused("Day");
  await who.picture("series-other-time");
  await who.strike(KEY.escape);
  await who.see("Book a series", "[role=dialog]");
  await who.picture("series-dates");
});

step("the dates that are free are booked, and no other", async () => {
  await who.tabTo("Book 6 of 8 dates");
  await who.strike(KEY.enter);
  await who.see(`${PATIENT}: 6 dates booked`);
  await closed();
  assert.equal(series().length, 6);
  assert.deepEqual([booked(1).length, booked(2).length], [0, 0]);
  const times = new Set(series().map(({ starts_at }) => starts_at.slice(11)));
  assert.ok(times.size <= 2, "one time of day, but for a clock change");
});

step("its card says which of the series it is, and prints those after it", async () => {
  await who.see(PATIENT, "main");
  await who.until("the card", () => who.run(OPEN_CARD, PATIENT));
  await who.see("Date 1 of 6", "[role=dialog]");
  await who.tabTo("Date 1 of 6, all dates");
  await who.strike(KEY.enter);
  await who.see("Booked", "[role=dialog] ol");
  await who.picture("series-number");
  const [{ id }] = booked(0);
  const file = path.join(data, "card.pdf");
  nutrivault(data, "lea", "print", "appointment-card", id, "--out", file);
  has(file, PATIENT, "Later dates");
});

step("this one and those after it are moved, and moved back", async () => {
  const before = series().map(({ starts_at }) => starts_at);
  await who.tabTo("Move to…");
  await who.strike(KEY.enter);
  await who.see("Which dates", "[role=dialog]");
  await who.tabTo("Day");
  await who.fill("Day", dayAfter(quietDay() + 1), "[role=dialog]");
  await who.strike(KEY.tab);
  await who.tabTo("Only this one");
  await who.strike(KEY.right);
  await who.see("Move 6 of 6 dates", "[role=dialog]");
  await who.picture("series-move");
  await who.tabTo("Move 6 of 6 dates");
  await who.strike(KEY.enter);
  await who.see(`${PATIENT}: 6 dates moved`);
  const days = nutrivault(data, "lea", "appointments", "list", "--day", dayAfter(quietDay() + 1)).appointments;
  assert.equal(days.length, 1);
  await who.press("Undo");
  await who.until("the way back", () => booked(0).length === 1);
  assert.deepEqual(
    series().map(({ starts_at }) => starts_at),
    before,
  );
});

step("only one is cancelled, then it and those after it", async () => {
  await closed();
  await who.see(PATIENT, "main");
  await who.until("the card", () => who.run(OPEN_CARD, PATIENT));
  await who.see("Move to…", "[role=dialog]");
  await who.tabTo("Cancel appointment");
  await who.strike(KEY.enter);
  await who.see("Which dates", "[role=dialog]");
  await who.tabTo("Only this one");
  await who.strike(KEY.right);
  await who.see("Cancel 6 appointments", "[role=dialog]");
  await who.strike("2");
  await who.picture("series-cancel");
  await who.tabTo("Cancel 6 appointments");
  await who.strike(KEY.enter);
  await who.see(`${PATIENT}: 6 dates cancelled`);
  assert.ok(series().every(({ status }) => status === "cancelled"));
  await who.press("Undo");
  await who.until("the way back", () => series().every(({ status }) => status === "scheduled"));
});
