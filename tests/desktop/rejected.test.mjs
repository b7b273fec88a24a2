// A change that the server refuses: two admins change one thing apart, and the later change is shown with its values.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { openWindow } from "./window.mjs";

let server;
let data;
let other;
let who;
const step = journey(test);
before(async () => {
  server = await openServer();
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  await server?.close();
  for (const folder of [data, other]) if (folder) remove(folder);
});

const department = (data, name) =>
  nutrivault(data, "admin", "user", "edit", "claire", "--specialization", name);

step("a clinic with two computers is connected", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Sync", "nav");
  await who.fill("Address", server.url);
  await who.fill("One-use code", server.code);
  await who.press("Connect");
  await who.see("Nothing to send");
  await who.see("Synced");
  other = emptyFolder();
  const invited = nutrivault(data, "admin", "enrol", "create");
  nutrivault(other, "admin", "enrol", "join", server.url, "--code", invited.code, "--name", "Other desk");
});

step("two admins change one user without the server, and the later change is refused", async () => {
  await server.stop();
  await who.see("Offline");
  department(other, "Kidneys");
  department(data, "Diabetes");
  await server.start();
  nutrivault(other, "admin", "sync");
  await who.press("Sync now", "main");
  await who.see("1 change refused by the server");
  await who.see("Diabetes");
  await who.picture("rejected");
});

step("it is written to a file, and discarded", async () => {
  await who.press("Export…", "main");
  const file = path.join(data, "change.json");
  await who.fill("File", file);
  await who.press("Save", '[role="dialog"]');
  await who.gone("Save", '[role="dialog"]');
  assert.match(readFileSync(file, "utf8"), /Diabetes/);
  await who.press("Discard", "main");
  await who.picture("rejected-discard");
  await who.press("Discard", '[role="dialog"]');
  await who.gone("1 change refused by the server");
  const users = nutrivault(data, "admin", "user", "list").users;
  assert.equal(users.find(({ username }) => username === "claire").specialization, "Kidneys");
});
