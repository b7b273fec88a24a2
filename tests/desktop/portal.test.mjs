// The front desk enters contact data and an emergency contact, and invites the patient to the portal, by keys alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
let tokens;
const step = journey(test);
const portal = () => nutrivault(data, "lea", "portal", "list", "--patient", patient.id);
const shown = () => nutrivault(data, "lea", "patients", "show", patient.id).patient;
const focused = () => who.run("const front = document.activeElement; return front.labels?.[0]?.textContent ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()).startsWith(name));
const write = async (text) => {
  for (const key of text) await who.strike(key);
};

/** Goes on by Tab until what has this name has the focus. */
async function tabTo(name) {
  const named = `const front = document.activeElement;
    return front.getAttribute('aria-label') ?? front.labels?.[0]?.textContent ?? front.textContent`;
  for (let count = 0; count < 80; count += 1) {
    if ((await who.run(named)) === name) return;
    await who.strike(KEY.tab);
  }
  assert.fail(`Tab does not reach '${name}'`);
}

/** Chooses from the menu of the account. */
async function choose(item) {
  await tabTo("More: portal account");
  await who.strike(KEY.enter);
  await who.see(item, "[role=menu]");
  await who.until("the first item to have the focus", () =>
    who.run("return document.activeElement.closest('[role=menu]') !== null"),
  );
  for (let count = 0; count < 4; count += 1) {
    if (await who.run("return document.activeElement.textContent === arguments[0]", item)) break;
    await who.strike(KEY.down);
  }
  await who.strike(KEY.enter);
}

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "lea", "patients", "list", "--limit", "100");
  const isFree = ({ id, name }) => {
    const account = nutrivault(data, "lea", "portal", "list", "--patient", id);
    const contacts = nutrivault(data, "lea", "contacts", "list", "--patient", id);
    return name !== "" && account.state === "none" && contacts.contacts.length === 0;
  };
  patient = rows.find(isFree);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a contact is added with how to reach them", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.see("Today");
  await who.openPatient(patient.file_number, patient.name);
  await who.see("None recorded");
  await tabTo("Add contact");
  await who.strike(KEY.enter);
  await atField("Name");
  await write("Ann Lee");
  await who.strike(KEY.tab);
  await who.strike(KEY.tab);
  await atField("Phone");
  await write("01 99 00 11 22");
  await who.strike(KEY.tab);
  await atField("E-mail");
  await write("ann@example.org");
  await who.strike(KEY.tab);
  await atField("Address");
  await write("1 Hill Road");
  await who.strike(KEY.enter);
  await write("Westbridge");
  await who.picture("contact");
  await tabTo("Save");
  await who.strike(KEY.enter);
  await who.see("Ann Lee · 01 99 00 11 22");
  await who.see("ann@example.org · 1 Hill Road, Westbridge");
  const [contact] = shown().contacts;
  assert.deepEqual([contact.email, contact.address], ["ann@example.org", "1 Hill Road\nWestbridge"]);
});

step("an age stands in for a birth date that nobody knows", async () => {
  await who.press("Edit details");
  await who.fill("Birth date", "34 y");
  await who.see("about 34 y");
  await tabTo("Street");
  await who.strike(KEY.control, "a");
  await write("2 Mill Lane");
  await who.picture("details-edit");
  await who.press("Save");
  await who.see("about 34 y");
  await who.see("2 Mill Lane");
  const { form } = shown().form;
  assert.deepEqual([form.birth_date_estimated, form.address.lines], [true, "2 Mill Lane"]);
});

step("a patient is invited, and both tokens are shown once", async () => {
  await tabTo("Invite to the portal");
  await who.strike(KEY.enter);
  await who.see("The patient sees", "[role=dialog]");
  await tabTo("Visits");
  await who.strike(" ");
  await tabTo("Invite");
  await who.strike(KEY.enter);
  await who.see("Pass these on now");
  await who.picture("portal-tokens");
  tokens = (await who.text("[role=dialog] dd")).split(" | ");
  assert.match(tokens[0], /^(\w{4}-){6}\w{2}$/);
  await who.strike(KEY.escape);
  assert.ok(await who.shows("Pass these on now"), "a slip of the hand does not lose them");
  await tabTo("I have passed them on");
  await who.strike(KEY.enter);
  await who.gone("Pass these on now");
  await who.see("Invited");
  const { state, account } = portal();
  assert.deepEqual([state, account.shows.visits, account.shows.plans], ["invited", true, false]);
});

step("it is activated by both tokens, closed, and Undo takes that back", async () => {
  const [activation, verification] = tokens;
  const given = ["--activation-token", activation, "--verification-token", verification];
  nutrivault(data, "lea", "portal", "activate", ...given);
  await who.press("Appointments", "[role=tablist]");
  await who.press("Contact", "[role=tablist]");
  await choose("Suspend");
  await who.see("The account is suspended");
  await who.pointAtMessages();
  assert.equal(portal().state, "suspended");
  await who.see("Documents");
  await who.picture("portal-suspended");
  await who.press("Undo");
  await who.until("the account to be active", async () => portal().state === "active");
});
