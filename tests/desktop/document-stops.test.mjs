// What stops the adding of a document in the real window: a lock, a full disk. Nothing half is shown, and it goes on.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove, smallDisk } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const BYTES = 12_000_000;
/** More than the log has room for that is written over, and the pages of the document that was removed. */
const FULL_BYTES = 48_000_000;
const disk = smallDisk(256);

describe("a document is added", { skip: disk === null && "this user may mount no small disk" }, () => {
  const step = journey(test);
  let who;
  let window;
  let patient;
  const scan = (name) => path.join(import.meta.dirname, `../../target/tmp/${name}-${process.pid}.bin`);
  const [file, full] = [scan("scan"), scan("full")];
  const data = disk?.folder;
  const stored = () => nutrivault(data, "claire", "documents", "list", "--patient", patient.id).documents;
  const pathOf = (label) =>
    who.until(`the input '${label}'`, () => window.find(`input[type=file][aria-label='${label}']`));
  const add = async (from, name) => {
    await window.type(await pathOf("Add document"), from);
    await who.select("[role=dialog] input");
    await who.strikeAll(...name, KEY.enter);
  };
  /** Waits until some of it is stored, and halts. */
  const pause = async () => {
    await who.until("some of it", async () => / of (12|48)(\.0)?\sMB/.test(await who.text("main")));
    await who.press("Pause");
    await who.see("Go on");
  };
  const openDocuments = async () => {
    await who.openPatient("Zoubir", "Ines Zoubir");
    await who.strike(KEY.control, "6");
  };
  const isHalf = ({ here, size }, bytes) => here > 0 && here < size && size === bytes;

  before(async () => {
    const made = demoClinic();
    cpSync(made, data, { recursive: true });
    remove(made);
    const content = Buffer.from(Array.from({ length: BYTES }, (_, at) => (at * 104729 + (at >> 9)) % 253));
    writeFileSync(file, content);
    writeFileSync(full, Buffer.concat(Array(FULL_BYTES / BYTES).fill(content)));
    const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
    patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
    window = await openWindow({ data });
    who = person(window);
    await who.press("Claire Moreau");
    await who.signIn("claire", PASSWORDS.claire);
    await who.see("Appointments today");
  });
  after(async () => {
    await who?.close();
    remove(file);
    remove(full);
    disk.remove();
  });

  step("a lock in the middle shows nothing half, and the same file goes on", async () => {
    await openDocuments();
    await add(file, "Locked");
    await pause();
    await who.lock();
    assert.equal(await who.shows("Locked"), false);
    assert.ok(isHalf(stored()[0], BYTES), JSON.stringify(stored()));
    await who.signIn("claire", PASSWORDS.claire);
    await openDocuments();
    await who.until("how much is here", async () => /of 12(\.0)?\sMB are saved/.test(await who.text("main")));
    await who.press("Locked");
    await who.see("Choose the same file again: the adding goes on where it stopped.");
    assert.equal(await who.run("return document.querySelector('canvas')"), null);
    await who.picture("document-locked");
    await window.type(await pathOf("Choose the file again"), file);
    await who.see("No preview for this kind. Save a copy to open it.");
    assert.equal(stored()[0].here, BYTES);
  });

  step("a full disk in the middle says so, keeps what was stored, and the same file goes on", async () => {
    nutrivault(data, "claire", "documents", "remove", stored()[0].id, "--reason", "again");
    await who.gone("No preview for this kind. Save a copy to open it.");
    await add(full, "Full");
    await pause();
    disk.fill();
    await who.press("Go on");
    await who.see("The disk is full.", "main");
    await who.see("The last change was not saved; everything before it was.", "main");
    await who.picture("document-disk-full");
    disk.free();
    const [half] = stored();
    assert.ok(half.name === "Full" && isHalf(half, FULL_BYTES), JSON.stringify(half));
    await who.until("how much is here", async () => /of 48(\.0)?\sMB are saved/.test(await who.text("main")));
    await who.press("Full");
    await window.type(await pathOf("Choose the file again"), full);
    await who.see("No preview for this kind. Save a copy to open it.");
    const copy = path.join(data, "copy.bin");
    nutrivault(data, "claire", "documents", "save", half.id, "--out", copy);
    execFileSync("cmp", [full, copy]);
  });

  step("a copy for which there is no room leaves nothing, and says where", async () => {
    disk.fill();
    await who.press("More: Full");
    await who.press("Save a copy");
    await who.select("[role=dialog] input");
    await who.strikeAll(...path.join(data, "full.bin"), KEY.enter);
    await who.see("There is no room for the copy there.", "[role=dialog]");
    await who.picture("document-copy-full");
    disk.free();
    const left = execFileSync("ls", ["-A", data], { encoding: "utf8" });
    assert.doesNotMatch(left, /full\.bin|\.part/);
    assert.deepEqual(await who.consoleErrors(), []);
  });
});
