// A computer of the front desk that a dietitian uses before it has synced for her: nothing of hers is called empty.
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { openWindow } from "./window.mjs";

let server;
let data;
let front;
let claire;
const step = journey(test);
before(async () => {
  server = await openServer();
  [data, front] = [demoClinic(), emptyFolder()];
  nutrivault(data, "admin", "connect", server.url, "--code", server.code);
  const { code } = nutrivault(data, "admin", "enrol", "create");
  nutrivault(front, "lea", "enrol", "join", server.url, "--code", code);
  await server.stop();
  claire = person(await openWindow({ data: front }));
});
after(async () => {
  await claire?.close();
  for (const folder of [data, front]) if (folder) remove(folder);
  await server?.close();
});

const WARNING = "what looks empty may not be";

step("lists that have not come are not called empty", async () => {
  await claire.signIn("claire", PASSWORDS.claire);
  await claire.see(WARNING);
  await claire.press("Patients", "nav");
  await claire.openPatient("Oisín Súilleabháin", "Oisín");
  await claire.see("Chart not all here yet", "main header");
  await claire.gone("Not asked yet");
  await claire.picture("to-come");
});

step("nobody says that none is known before they have come", async () => {
  await claire.press("None known");
  await claire.see("Sync first, then do it again.");
});

step("a sync brings them, and the warning goes", async () => {
  await server.start();
  await claire.press("Sync", "nav");
  await claire.press("Sync now");
  await claire.gone(WARNING);
});
