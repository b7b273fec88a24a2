// A dietitian books group sessions, gives seats and records who came by keys; the front desk sees no topic of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let first;
const step = journey(test);
/** Runs in the page: opens the card of a session. */
const OPEN_CARD = `
  const cards = [...document.querySelectorAll("[draggable=true]")];
  const card = cards.find((one) => one.textContent.includes(arguments[0]));
  card?.click();
  return card !== undefined;
`;
const TOPIC = "Diabetes basics";
const PATIENTS = ["Arthur Dubois", "Leandra Bardhi", "Tiago Thomas"];
/** Who is found in a search of the dialog; the list of seats has a name. */
const HITS = "[role=dialog] ul:not([aria-label])";

const entries = (days) => nutrivault(data, "lea", "appointments", "list", "--day", dayAfter(days)).appointments;
/** Days after today of a Monday that is past, since it is known who came, and of which two in a row have nothing. */
function quietDay() {
  let days = -60;
  while (new Date(dayAfter(days)).getUTCDay() !== 1) days -= 1;
  while (entries(days).length > 0 || entries(days + 7).length > 0) days -= 7;
  return days;
}
const session = (number) => {
  const [{ id }] = entries(first + 7 * number);
  return nutrivault(data, "claire", "groups", "show", id).session;
};
const seats = (number) => session(number).seats;
const came = () => seats(0).map(({ attendance }) => attendance.toLowerCase());
const goToDay = async () => {
  await who.strikeAll("g", "d");
  await who.see("booked,");
  await who.fill("Go to a day", dayAfter(first));
  await who.strike(KEY.enter);
};
const openSession = async (name) => {
  await who.see(name, "main");
  await who.until("the card", () => who.run(OPEN_CARD, name));
  await who.see("seats", "[role=dialog]");
};
/** Chooses the one of this name; the search has the focus. */
const search = async (name) => {
  await who.focused("Patient");
  await who.strikeAll(...name);
  await who.see(name, HITS);
  await who.strike(KEY.enter);
};
const closed = () => who.until("the dialog to go", async () => !(await who.text("[role=dialog]")));

before(async () => {
  data = demoClinic();
  first = quietDay();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("two sessions of a group are booked with seats and a topic, without a patient", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await goToDay();
  await who.see("0 booked,", "main");
  // out of the field, where R is a letter
  await who.tabTo("Book");
  await who.strike("r");
  await who.see("Book a series", "[role=dialog]");
  await who.choose("Type", "Group");
  await who.choose("Provider", "Claire Moreau");
  await who.fill("Seats", "3", "[role=dialog]");
  await who.fill("Topic", TOPIC, "[role=dialog]");
  await who.fill("How many dates", "2", "[role=dialog]");
  await who.see("Nobody yet.", "[role=dialog]");
  await who.see("Book 2 of 2 dates", "[role=dialog]");
  await who.picture("group-book");
  await who.tabTo("Book 2 of 2 dates");
  await who.strike(KEY.enter);
  await who.see(`${TOPIC}: 2 dates booked`);
  await closed();
  assert.deepEqual([seats(0), seats(1)], [[], []]);
});

step("seats are given in this session and the later one, until it is full", async () => {
  await openSession(`${TOPIC} 0/3`);
  await who.see("Nobody has a seat yet.", "[role=dialog]");
  await who.tabTo("Add a patient");
  await who.strike(KEY.enter);
  await who.focused("Patient");
  await who.tabTo("Only this one");
  await who.strike(KEY.right);
  await who.focused("This and later");
  await who.tabTo("Patient");
  for (const name of PATIENTS) {
    await search(name);
    await who.see(`${name} has a seat in 2 sessions`);
  }
  await who.see("Full.", "[role=dialog]");
  await who.focused("Add to waiting list");
  await who.picture("group-full");
  assert.deepEqual([seats(0).length, seats(1).length], [3, 3]);
});

step("who came is recorded by 1, 2 and 3, and taken back by the same key", async () => {
  await who.tabTo(`Came: ${PATIENTS[0]}`);
  await who.strike("1");
  await who.see("1 of 3 here", "[role=dialog]");
  await who.strikeAll(KEY.down, "2", KEY.down, "3");
  await who.until("all three", () => came().join() === "attended,absent,excused");
  await who.picture("group-came");
  await who.strike("3");
  await who.until("the way back", () => came().join() === "attended,absent,expected");
  await who.focused(`Came: ${PATIENTS[2]}`);
});

step("one is removed from this session alone, which frees a seat", async () => {
  await who.tabTo(`More: ${PATIENTS[2]}`);
  await who.strike(KEY.enter);
  await who.see("Remove", "[role=menu]");
  await who.press("Remove", "[role=menu]");
  await who.see(`Remove ${PATIENTS[2]} from the group?`, "[role=dialog]");
  await who.focused("Cancel");
  await who.picture("group-remove");
  await who.strikeAll(KEY.tab, KEY.enter);
  await who.see(`${PATIENTS[2]} has no seat any more`);
  await who.until("the seat", () => seats(0).length === 2);
  assert.equal(seats(1).length, 3);
  await who.see("Add a patient", "[role=dialog]");
});

step("the session begins and ends while it is open", async () => {
  await who.tabTo("Start session");
  await who.strike(KEY.enter);
  // it is of another day
  await who.see("not today.", "[role=dialog]");
  await who.tabTo("Start session");
  await who.strike(KEY.enter);
  await who.see("End session", "[role=dialog]");
  assert.equal(session(0).appointment.status, "inRoom");
  await who.strike(KEY.escape);
  await closed();
  await who.lock();
});

step("the front desk sees the same session, and no topic anywhere", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await goToDay();
  await openSession("Group 2/3");
  await who.see("1 of 2 here", "[role=dialog]");
  await who.tabTo(`Came: ${PATIENTS[1]}`);
  await who.strike("1");
  await who.see("2 of 2 here", "[role=dialog]");
  await who.tabTo("Edit seats");
  await who.strike(KEY.enter);
  await who.focused("Seats");
  await who.picture("group-front-desk");
  const shown = await who.text("body");
  for (const word of ["Diabetes", "Topic"]) assert.ok(!shown.includes(word), `${word} in ${shown}`);
  await who.strike(KEY.escape);
  await who.see("Group 2/3", "[role=dialog]");
});
