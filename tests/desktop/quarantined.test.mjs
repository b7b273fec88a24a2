// A record that another program edited in the file: shown as damaged, kept aside, and fetched again from the server.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { openWindow } from "./window.mjs";

let server;
let data;
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
  if (data) remove(data);
});

/** Opens the file under the open window, which writes to it, too. */
function inFile(options, act) {
  const file = new DatabaseSync(path.join(data, "nutrivault/clinic/vault.db"), options);
  try {
    file.exec("pragma busy_timeout = 10000");
    return act(file);
  } finally {
    file.close();
  }
}

function alter(sql) {
  inFile({}, (file) => assert.equal(file.prepare(sql).run().changes, 1));
}

/** The command that connects ends with this, after the page has the first news of the server. */
const isUserAtServer = () =>
  inFile({ readOnly: true }, (file) => file.prepare("select length(users) as users from scope").get()?.users > 0);

step("a clinic is connected to its server", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Sync", "nav");
  await who.fill("Address", server.url);
  await who.fill("One-use code", server.code);
  await who.press("Connect");
  await who.see("Nothing to send");
  await who.see("Synced");
  await who.until("the user to be known at the server", isUserAtServer);
});

step("without the server a record that was edited is shown as damaged, and why it is kept aside", async () => {
  await server.stop();
  await who.see("Offline");
  alter("update patients set cells = zeroblob(60) where rowid = (select min(rowid) from patients)");
  await who.press("Patients", "nav");
  await who.see("Patients: 1 damaged");
  await who.picture("damaged");
  await who.press("Sync", "nav");
  await who.see("Quarantined");
  await who.see("Changed in the file of this computer");
  await who.picture("kept-aside");
  await who.press("Fetch again", "main");
  await who.see("The server cannot be reached.");
});

step("with the server it comes back, and no list lacks it", async () => {
  await server.start();
  await who.press("Fetch again", "main");
  await who.gone("Quarantined");
  await who.press("Patients", "nav");
  await who.until("the patients", () => who.run("return document.querySelectorAll('tbody tr').length > 5"));
  await who.gone("Patients: 1 damaged");
  await who.press("Audit", "nav");
  await who.see("Had the server asked again for what was set aside or missing");
});
