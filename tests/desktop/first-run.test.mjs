// A clinic is created without a server, and nothing is stored before the printed recovery key has opened it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import decodeQR from "../../ui/node_modules/qr/decode.js";
import { journey, person } from "./person.mjs";
import { textOf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let ama;
let groups;
let printer;
const vault = () => path.join(ama.data, "nutrivault/clinic");
const step = journey(test);
/** The groups that are asked for, with their index: every key begins with the same four. */
const asked = (key = groups) => [...key.entries()].slice(4);

/** The text of the QR code in a picture; null while none is in it. */
function scanned(picture) {
  const [width, height] = execFileSync("identify", ["-format", "%w %h", picture], { encoding: "utf8" })
    .split(" ")
    .map(Number);
  const data = execFileSync("convert", [picture, "-alpha", "off", "-depth", "8", "rgb:-"], {
    maxBuffer: 4 * width * height,
  });
  try {
    return decodeQR({ width, height, data: new Uint8Array(data) });
  } catch {
    return null;
  }
}

/** A folder with programs of the names of CUPS: a printer that keeps what it is sent. */
function fakePrinter() {
  const folder = mkdtempSync(path.join(tmpdir(), "nv-printer-"));
  const program = (name, script) => writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program("lpstat", "echo 'front accepting requests'");
  program("lp", 'cat > "$0.pdf"');
  return folder;
}
const printed = () => path.join(printer, "lp.pdf");

before(async () => {
  printer = fakePrinter();
  ama = person(await openWindow({ env: { PATH: `${printer}:${process.env.PATH}` } }));
});
after(async () => {
  await ama?.close();
  if (printer) rmSync(printer, { recursive: true });
});

step("a clinic is named and its first user is made", async () => {
  await ama.see("Set up a clinic on this computer");
  await ama.fill("Name of the clinic", "Clínica del Río");
  await ama.picture("first-run-clinic");
  await ama.press("Next");
  await ama.fill("First name", "Ama");
  await ama.fill("Last name", "Mensah");
  await ama.fill("User name", "ama");
  await ama.fill("Password", "green tea at four");
  await ama.fill("Password again", "green tea at four");
  await ama.press("Create clinic");
  await ama.see("only this paper opens the records");
  assert.ok(!existsSync(vault()), "nothing lasts before the key was tested");
});

step("the recovery key is shown once and typed back from the paper", async () => {
  groups = await ama.until("the groups", async () => {
    const shown = "return [...document.querySelectorAll('ol li span:last-child')].map((e) => e.textContent)";
    const texts = await ama.run(shown);
    return texts.length > 12 && texts;
  });
  assert.ok(
    groups.every((group) => group.length <= 4),
    `${groups.length} groups`,
  );
  await ama.picture("first-run-key");
  await ama.press("Print");
  await ama.see("Sent to the printer.");
  execFileSync("pdftoppm", ["-png", "-r", "100", "-singlefile", printed(), printed()]);
  assert.equal(scanned(`${printed()}.png`), groups.join(""));
  const onPaper = textOf(printed()).split(" ");
  const numbered = groups.flatMap((group, index) => [String(index + 1), group]);
  assert.ok(onPaper.join(" ").includes(numbered.join(" ")), onPaper.join(" "));
  await ama.press("I have the paper");
  await ama.see("Type the key from the paper");
  assert.equal(await ama.shows(groups[5]), false, "the key is hidden while it is asked for");
  await ama.fill("Group 5", groups[4]);
  await ama.fill("Group 6", "ZZZZ");
  await ama.see("Group 6 does not match the paper");
  for (const [index, group] of asked()) await ama.fill(`Group ${index + 1}`, group.toLowerCase());
  await ama.leave();
  await ama.gone("does not match the paper");
  await ama.picture("first-run-test");
  assert.ok(!existsSync(vault()));
  await ama.press("Test the key");
  await ama.see("The typed key opened this clinic.");
  assert.ok(existsSync(vault()));
});

step("without a server the clinic opens, and shows that", async () => {
  await ama.press("Next");
  await ama.press("Work without a server for now");
  await ama.press("Open the clinic");
  await ama.see("Only on this computer");
  await ama.see("No appointments today");
  await ama.press("Settings", "nav");
  await ama.press("Backups and recovery key", "main nav");
  await ama.see("Recovery key last tested");
  await ama.picture("first-run-done");
});

step("the printed key is tested again from the settings, and only the right one passes", async () => {
  await ama.press("Test again");
  await ama.see("Take the paper from the safe");
  const wrong = groups.with(6, groups[6] === "QQQQ" ? "PPPP" : "QQQQ");
  await ama.until("the first group to have the focus", () =>
    ama.run("return document.activeElement.labels?.[0]?.textContent === 'Group 5'"),
  );
  for (const [index, group] of asked(wrong)) await ama.fill(`Group ${index + 1}`, group);
  await ama.press("Test the key", "[role=dialog]");
  await ama.see("The key that was typed does not open this clinic.");
  await ama.fill("Group 7", groups[6]);
  await ama.press("Test the key", "[role=dialog]");
  await ama.see("The typed key opened this clinic.");
  await ama.press("Close", "[role=dialog]");
});

step("the first patient is registered, and the clinic is locked and unlocked", async () => {
  await ama.press("Patients", "nav");
  await ama.see("No patients yet");
  await ama.press("Register patient");
  await ama.fill("Given name", "Zoë");
  await ama.fill("Family name", "Nakamura");
  await ama.fill("Birth date", "12 3 1992");
  await ama.press("Register patient");
  await ama.see("12 Mar 1992");
  await ama.see("Zoë Nakamura");
  // a pointer over a message holds it, so that only the lock takes it away
  await ama.pointAtMessages();
  await ama.lock();
  await ama.gone("Nakamura");
  await ama.fill("Password", "wrong words");
  await ama.press("Sign in");
  await ama.see("4 tries left.");
  await ama.until("the delay after a wrong password to pass", async () => {
    if (await ama.run("return document.querySelector('nav') !== null")) return true;
    await ama.run("document.querySelector('input[type=password]')?.select()");
    await ama.type(await ama.find("input[type=password]"), "green tea at four");
    await ama.strike(KEY.enter);
    return false;
  });
});

step("a colleague is added with a code, and given another one", async () => {
  await ama.press("Settings", "nav");
  await ama.press("Add user");
  await ama.fill("First name", "Dede", "[role=dialog]");
  await ama.fill("Last name", "Ayew", "[role=dialog]");
  await ama.fill("User name", "dede", "[role=dialog]");
  await ama.choose("Role", "Receptionist");
  await ama.fill("E-mail", "dede@clinica.example", "[role=dialog]");
  await ama.press("Add user", "[role=dialog]");
  await ama.see("Code for Dede Ayew");
  await ama.press("Done", "[role=dialog]");
  await ama.see("Not activated yet, code valid until");
  await ama.press("More: Dede Ayew");
  await ama.press("New code");
  await ama.press("Make a code", "[role=dialog]");
  await ama.see("Code for Dede Ayew");
  await ama.press("Done", "[role=dialog]");
});

step("another window on the same data opens the clinic, locked", async () => {
  const { data } = ama;
  const again = person(await openWindow({ data }));
  try {
    await again.see("Clínica del Río");
    await again.signIn("ama", "green tea at four");
    await again.press("Patients", "nav");
    await again.see("Zoë Nakamura");
  } finally {
    await again.close();
  }
});
