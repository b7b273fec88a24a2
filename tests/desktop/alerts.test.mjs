// An alert in the real window: raised by keys, seen on every page while a user types, taken on by one key that leaves
// the focus where it is, muted, and without a word on the lock screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const open = () => nutrivault(data, "naomi", "alerts", "list").rows;
const named = (title) => open().find((row) => row.title === title);
/** What another computer raised comes with the sync, as what another program wrote into the file does. */
const raise = (title) =>
  nutrivault(data, "david", "alerts", "raise", "--kind", "MEDICAL", "--priority", "CRITICAL", "--title", title).alert;

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the bell leads to the board, the most urgent first", async () => {
  await who.press("Naomi Asante");
  await who.signIn("naomi", PASSWORDS.naomi);
  await who.see("Appointments today");
  await who.strike("g");
  await who.strike("l");
  await who.see("Oxygen supply low on the ward", "main");
  await who.see("Level 2 of 3, Head doctor", "main");
  const first = await who.run("return document.querySelector('main ol li').textContent");
  assert.match(first, /Oxygen supply low on the ward/);
  await who.picture("alerts");
});

step("each step is there with its cause", async () => {
  await who.press("Oxygen supply low on the ward", "main");
  await who.see("acknowledged and not resolved", "[role=dialog]");
  await who.see("Spare bottles are in the cellar", "[role=dialog]");
  await who.picture("alert");
  await who.strike(KEY.escape);
});

step("one is raised by keys alone", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.see("No patient names.", "[role=dialog]");
  await who.focused("What");
  await who.strikeAll(..."Lift is stuck");
  await who.picture("alert-raised");
  await who.strike(KEY.enter);
  await who.see("“Lift is stuck” is raised");
  await who.see("Lift is stuck", "main");
  assert.equal(named("Lift is stuck").priority, "high");
});

step("a critical one is under the header while somebody types, and one key takes it on", async () => {
  await who.strike("g");
  await who.strike("p");
  await who.see("Register patient");
  const search = "document.querySelector('main input:not([type=radio])')";
  await who.run(`${search}.focus()`);
  await who.strikeAll(..."duboi");
  const raised = raise("No pulse in room 2");
  await who.see("Critical: No pulse in room 2");
  const field = `document.activeElement === ${search} && document.activeElement.value`;
  assert.equal(await who.run(`return ${field}`), "duboi");
  await who.strikeAll(..."s");
  assert.equal(await who.run(`return ${field}`), "dubois");
  await who.picture("alert-banner");
  await who.strike(KEY.control, KEY.shift, "a");
  await who.gone("Critical: No pulse in room 2");
  assert.equal(await who.run(`return ${field}`), "dubois");
  const now = nutrivault(data, "naomi", "alerts", "show", raised.id).alert;
  assert.deepEqual([now.state, now.acknowledged.by], ["acknowledged", "Naomi Asante"]);
});

step("one is mute here and stays open", async () => {
  raise("Second alarm");
  await who.see("Critical: Second alarm");
  await who.press("Mute here 10 min");
  await who.gone("Critical: Second alarm");
  assert.equal(named("Second alarm").state, "active");
});

step("the lock screen says that one waits, and no word of it", async () => {
  await who.lock();
  await who.see("A critical alert is waiting. Sign in to read it.");
  const text = await who.run("return document.body.textContent");
  assert.doesNotMatch(text, /alarm|pulse|Cardiology|Ward/);
  await who.picture("alert-locked");
});
