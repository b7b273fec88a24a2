// Two windows, one server: changes of one appear in the other, and a user resolves a conflict.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { openWindow } from "./window.mjs";

let server;
let data;
let here;
let there;
let lost;
let code;
const step = journey(test);
before(async () => {
  server = await openServer();
  data = demoClinic();
  here = person(await openWindow({ data }));
});
after(async () => {
  await there?.close();
  await here?.close();
  if (data) remove(data);
  if (lost) remove(lost);
  await server?.close();
});

async function openPatient(who, name) {
  await who.openPatient(name, "Oisín");
  await who.press("Contact");
}

async function setPhone(who, phone) {
  await who.press("More");
  await who.press("Edit details");
  await who.fill("Phone", phone);
  await who.press("Save");
  await who.press("Contact");
  await who.see(phone);
}

step("a clinic that was made without a server gets one", async () => {
  await here.signIn("admin", PASSWORDS.admin);
  await here.press("Sync", "nav");
  await here.see("This clinic has no server yet.");
  await here.fill("Address", server.url);
  await here.fill("One-use code", server.code);
  await here.press("Connect");
  await here.see("Nothing to send");
  await here.see("Synced");
  await here.picture("sync");
});

step("an admin makes a code for another computer", async () => {
  await here.press("Settings", "nav");
  await here.press("Computers", "main nav");
  await here.press("Create code");
  code = await here.until("a code", () =>
    here.run("return /[0-9A-Z]{4}(-[0-9A-Z]{2,4})+/.exec(document.body.innerText)?.[0]"),
  );
  await here.picture("settings");
});

step("another computer joins with it and shows the same clinic", async () => {
  there = person(await openWindow());
  await there.press("Join an existing clinic");
  await there.fill("Address", server.url);
  await there.fill("One-use code", code);
  await there.press("Join");
  await there.see("Riverside Nutrition Clinic");
  await there.signIn("claire", PASSWORDS.claire);
  await there.see("Synced");
  await there.press("Patients", "nav");
  await there.until("the patients", () => there.run("return document.querySelectorAll('tbody tr').length > 5"));
  await there.picture("joined");
});

step("what is written on one appears on the other without a request", async () => {
  await openPatient(here, "Oisín Súilleabháin");
  await openPatient(there, "Oisín Súilleabháin");
  await setPhone(here, "+353 1 555 0100");
  await there.see("+353 1 555 0100");
});

step("offline, both go on working, and each shows its pending changes", async () => {
  await server.stop();
  await setPhone(here, "+353 1 555 0111");
  await setPhone(there, "+353 1 555 0122");
  await here.see("Offline");
  await there.see("Offline");
  await there.picture("offline");
});

step("connected again, the conflict is shown and resolved", async () => {
  await server.start();
  await here.press("Sync", "nav");
  await here.press("Sync now");
  await there.press("Sync", "nav");
  await there.press("Sync now");
  await here.press("Conflicts", "nav");
  await here.see("Here —");
  await here.see("There —");
  await here.picture("conflict");
  await here.press("Use this version");
  await here.press("Resolve 1 field");
  await here.see("No conflicts");
  for (const who of [here, there]) {
    await openPatient(who, "Oisín Súilleabháin");
    await who.see("+353 1 555 0111");
  }
});

step("the operations on a device are logged there, with their signers", async () => {
  await here.press("Audit", "nav");
  await here.see("Chain complete");
  await here.see("Changed a patient’s details");
  await here.picture("audit");
});

step("what a removed computer still sends waits for a person, who admits it", async () => {
  await here.close();
  here = null;
  lost = emptyFolder();
  const invited = nutrivault(data, "admin", "enrol", "create");
  nutrivault(lost, "claire", "enrol", "join", server.url, "--code", invited.code, "--name", "Lost laptop");
  const patient = nutrivault(lost, "claire", "search", "Oisín").hits[0].id;
  nutrivault(lost, "claire", "patients", "edit", patient, "--phone", "+353 1 555 0199");
  nutrivault(data, "admin", "sync");
  const { devices } = nutrivault(data, "admin", "devices", "list");
  const { number } = devices.find(({ name }) => name === "Lost laptop");
  nutrivault(data, "admin", "devices", "revoke", `${number}`, "--reason", "stolen");
  assert.throws(() => nutrivault(lost, "claire", "sync"), /taken out of the clinic/);
  nutrivault(data, "admin", "sync");

  here = person(await openWindow({ data }));
  await here.signIn("admin", PASSWORDS.admin);
  await openPatient(here, "Oisín Súilleabháin");
  await here.see("+353 1 555 0111");
  await server.stop();
  await here.press("1 entry waits for review");
  await here.see("There is no connection, so the entries cannot be shown.");
  await here.see("1 entry waits safely at the server.");
  await server.start();
  await here.press("Try again");
  await here.see("+353 1 555 0199");
  await here.see("Lost laptop");
  await here.picture("review");
  await here.press("Admit 1 entry");
  await here.see("Nothing to review");
  await openPatient(here, "Oisín Súilleabháin");
  await here.see("+353 1 555 0199");
  await here.gone("1 entry waits for review");
});

step("a password that an admin replaced elsewhere locks the window, which shows why", async () => {
  await here.close();
  here = null;
  const file = path.join(data, "new-password");
  writeFileSync(file, "another cup of tea\n", { mode: 0o600 });
  nutrivault(data, "admin", "user", "reset-password", "--username", "claire", "--new-password-file", file);
  nutrivault(data, "admin", "sync");
  await there.see("An admin gave you another password.");
  await there.picture("replaced");
  await there.signIn("claire", "another cup of tea");
  await there.press("Today", "nav");
  await there.see("Appointments today");
});

step("a computer whose clock is far off says so, asks about what it measures, and works on", async () => {
  await there.close();
  there = null;
  const late = await openServer({ clockSeconds: -(3 * 60 + 5) * 60 });
  const ahead = demoClinic();
  try {
    nutrivault(ahead, "admin", "connect", late.url, "--code", late.code);
    there = person(await openWindow({ data: ahead }));
    await there.signIn("claire", PASSWORDS.claire);
    await there.see("Wrong clock");
    await there.press("Sync", "nav");
    await there.see("The clock of this computer is 3 hours ahead of the server’s. Nothing is lost;");
    await there.picture("wrong-clock");
    await there.openPatient("Oisín Súilleabháin", "Oisín");
    await there.press("Start visit");
    await there.fill("Weight", "41 kg");
    await there.leave();
    await there.see("The time of this reading has not come yet: the clock of this computer is 3 hours ahead");
    await there.picture("reading-to-come");
    await there.press("Keep 41 kg");
    await there.see("Kept");
    await there.gone("has not come yet");
    await there.press("End visit");
    await there.see("Overview");
    await there.press("Measurements");
    await there.see("Kept", "table");
    await there.press("Sync", "nav");
    await there.press("Sync now");
    await there.see("Nothing to send");
    assert.deepEqual(await there.consoleErrors(), []);
  } finally {
    await there?.close();
    there = null;
    remove(ahead);
    await late.close();
  }
});
