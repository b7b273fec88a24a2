// A server with a certificate of its own: trusted only by users who name the file, on connecting, on joining, and again
// when the clinic's file was edited to name another. One that has lost its key: trusted again by the operator's code.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, emptyFolder, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { makeCertificate, openServer } from "./server.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let folder;
let certificate;
let server;
let data;
let here;
let there;
let code;
const step = journey(test);
before(async () => {
  folder = emptyFolder();
  certificate = makeCertificate(folder);
  server = await openServer({ certificate });
  data = demoClinic();
  here = person(await openWindow({ data }));
});
after(async () => {
  await there?.close();
  await here?.close();
  await server?.close();
  if (data) remove(data);
  if (folder) remove(folder);
});

step("a self-signed certificate is refused, with what to do", async () => {
  await here.signIn("admin", PASSWORDS.admin);
  await here.press("Sync", "nav");
  await here.fill("Address", server.url);
  await here.fill("One-use code", server.code);
  await here.press("Connect");
  await here.see("This computer does not trust the server’s certificate.");
  await here.picture("untrusted");
});

step("a file that is not there, or contains no certificate, is the error of its field", async () => {
  await here.fill("Certificate file", `${certificate.cert}.none`);
  await here.press("Connect");
  await here.see("There is no such file.");
  await here.fill("Certificate file", certificate.key);
  await here.press("Connect");
  await here.see("This file holds no certificate.");
});

step("with its certificate file the clinic is connected", async () => {
  await here.fill("Certificate file", certificate.cert);
  await here.press("Connect");
  await here.see("Nothing to send");
  await here.see("Synced");
  await here.press("Settings", "nav");
  await here.press("Computers", "main nav");
  await here.press("Create code");
  code = await here.until("a code", () =>
    here.run("return /[0-9A-Z]{4}(-[0-9A-Z]{2,4})+/.exec(document.body.innerText)?.[0]"),
  );
});

step("another computer joins with the same file", async () => {
  there = person(await openWindow());
  await there.press("Join an existing clinic");
  await there.fill("Address", server.url);
  await there.fill("One-use code", code);
  await there.fill("Certificate file", certificate.cert);
  await there.press("Join");
  await there.see("Riverside Nutrition Clinic");
  await there.signIn("claire", PASSWORDS.claire);
  await there.see("Synced");
});

/** Alters the file like an attacker with write access to it and without a key. */
function alter(sql) {
  const file = new DatabaseSync(path.join(data, "nutrivault/clinic/vault.db"));
  // the open window writes to it, too
  file.exec("pragma busy_timeout = 10000");
  assert.equal(file.prepare(sql).run().changes, 1);
  file.close();
}

async function nameAgain(address) {
  await here.press("Sync", "nav");
  await here.see("was changed from outside this program");
  await here.fill("Address", address);
  await here.fill("Certificate file", certificate.cert);
  await here.press("Use this server");
}

step("a file that was made to name another server sends nothing until an admin names the right one", async () => {
  await here.close();
  alter("update connection set url = 'https://127.0.0.1:9'");
  here = person(await openWindow({ data }));
  await here.signIn("admin", PASSWORDS.admin);
  await nameAgain("https://127.0.0.1:9");
  await here.see("The server cannot be reached.");
  await here.picture("server-altered");
  await nameAgain(server.url);
  await here.see("Nothing to send");
  await here.see("Synced");
  await here.gone("was changed from outside this program");
});

step("nor does one that was changed under an open window", async () => {
  alter("delete from connection");
  await nameAgain(server.url);
  await here.see("Synced");
  await here.press("Audit", "nav");
  await here.see("Named the server again");
});

step("a server with another key is sent nothing until an admin types the operator's code", async () => {
  // the server proves its key when a session with it begins
  await here.close();
  const newKey = await server.loseKey();
  here = person(await openWindow({ data }));
  await here.signIn("admin", PASSWORDS.admin);
  await here.press("Sync", "nav");
  await here.see("The server’s key is not the one that this computer knows.");
  await here.fill("Code of the new key", "AAAA-BBBB-CCCC");
  await here.strike(KEY.enter);
  await here.see("This is not the code of the key that answers.");
  await here.picture("server-key");
  await here.fill("Code of the new key", newKey);
  await here.strike(KEY.enter);
  await here.see("Nothing to send");
  await here.see("Synced");
  await here.gone("The server’s key is not");
});
