// The front desk decides about clashes by keys alone: keeps both, takes that back, marks a call, moves one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
/** The clash of the demo that is open. */
let clash;
const step = journey(test);
const read = (...words) => nutrivault(data, "lea", "clashes", ...words);
const counts = () => {
  const { open, to_call, decided } = read("list");
  return [open, to_call, decided];
};
const becomes = (what, ...wanted) => who.until(what, () => wanted.every((count, index) => counts()[index] === count));
const nameOf = ({ patients }) => patients[0].name;
/** Waits until the clash has the focus, so that a letter is about it. */
const onClash = () =>
  who.until("the focus on the clash", async () => (await who.focusedName()).includes(nameOf(clash.first)));

before(async () => {
  data = demoClinic();
  clash = read("list").rows[0];
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the clash of the demo is in the diary's button, and on its page by C", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Two appointments overlap", "main");
  await who.strikeAll("g", "d");
  await who.until("the button", () => who.find("[aria-label='Clashes: 1']"));
  await who.strike("c");
  await who.see("To decide 1", "main");
  await who.see("Same provider", "main");
  for (const one of [clash.first, clash.second]) await who.see(nameOf(one), "main");
  await who.picture("clashes");
});

step("both are kept by K on the row, and Undo opens the clash again", async () => {
  await who.strike(KEY.down);
  await onClash();
  await who.strike("k");
  await who.see("Both are kept");
  await becomes("the decision", 0, 0, 2);
  await who.see("No appointments overlap", "main");
  await who.press("Undo");
  await becomes("the way back", 1, 0, 1);
  await who.see("To decide 1", "main");
});

step("C marks it as one to call, with the numbers of the patients", async () => {
  await who.strike(KEY.down);
  await onClash();
  await who.strike("c");
  await becomes("the call", 0, 1, 1);
  await who.see("To call", "main");
  const { contacts } = read("list").rows[0];
  const phone = contacts.find(({ phone: number }) => number !== null)?.phone;
  if (phone !== undefined) await who.see(phone, "main");
  await who.picture("clash-to-call");
});

step("M moves one of the two, and the clash is over", async () => {
  await who.strike(KEY.down);
  await who.strike("m");
  await who.see(`Move ${nameOf(clash.first)}`, "[role=menu]");
  await who.picture("clash-move-which");
  await who.until("the second one", async () => {
    await who.strike(KEY.down);
    return (await who.focusedName()).startsWith(`Move ${nameOf(clash.second)}`);
  });
  await who.strike(KEY.enter);
  await who.see("Minutes", "[role=dialog]");
  // after the group, which ends at 18:30 at the latest
  await who.fill("Time", "18:45", "[role=dialog]");
  await who.picture("clash-move");
  await who.tabTo("Move");
  await who.strike(KEY.enter);
  await becomes("the move", 0, 0, 1);
  const { rows } = read("history");
  assert.deepEqual(rows.map(({ choice }) => choice).slice(0, 4), ["move", "call", "reopen", "keep"]);
  assert.equal(rows[0].was.starts_at, clash.second.starts_at);
  assert.equal(rows[0].appointment.id, clash.second.id);
});

step("the history has each decision, and what is kept is decided again from its list", async () => {
  await who.press("History", "main");
  await who.see("was moved; before:", "main");
  await who.see("The times shown are today’s.", "main");
  await who.see("Replaced by a later decision", "main");
  await who.picture("clash-history");
  await who.press("Kept 1", "main");
  await who.see("Léa Petit", "main");
  await who.picture("clashes-decided");
  await who.tabTo("Decide again");
  await who.strike(KEY.enter);
  await becomes("the clash that was kept", 1, 0, 0);
  await who.see("No clash is kept", "main");
});

step("one that another computer cancelled meanwhile is listed no longer", async () => {
  await who.press("To decide 1", "main");
  await who.see("Keep both", "main");
  const { first } = read("list").rows[0];
  nutrivault(data, "lea", "appointments", "status", first.id, "CANCELLED");
  await who.see("No appointments overlap", "main");
  await who.press("History", "main");
  await who.see("One of the two is cancelled", "main");
});
