// A photo in the real window: chosen, cropped and stored by keys, shown in the header, removed and put back.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let window;
let data;
let patient;
const step = journey(test);
const portraits = path.join(import.meta.dirname, "../../seeds/demo/portraits");
const stored = () => nutrivault(data, "lea", "patients", "photo", "show", patient.id).photo;

/** A file chooser of the system cannot be driven: the field behind the button is given the path. */
async function choose(file) {
  await window.type(await window.find("input[type=file][aria-label='Choose a picture']"), file);
}

const openDialog = async () => {
  await who.press("More");
  await who.press("Photo…");
  await who.until("the dialog", () => who.run("return document.querySelector('[role=dialog] form') !== null"));
};

/** How many colours the photo in the header has; none where it shows initials. */
const colours = () =>
  who.run(
    "const c = document.querySelector('header canvas[data-drawn]'); if (!c) return 0; " +
      "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const all = new Set(); " +
      "for (let at = 0; at < d.length; at += 4) all.add(d[at] + ',' + d[at + 1] + ',' + d[at + 2]); return all.size",
  );

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "lea", "patients", "add", ...added).patient;
  window = await openWindow({ data });
  who = person(window);
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the front desk chooses a picture, crops it by keys, and it is in the header", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.openPatient("Zoubir", "Ines Zoubir");
  assert.equal(await colours(), 0);
  await openDialog();
  await who.see("No photo yet");
  await who.picture("photo-none");
  const text = path.join(data, "notes.png");
  writeFileSync(text, "no picture at all");
  await choose(text);
  await who.see("This is no picture that can be shown.");
  await choose(path.join(portraits, "one.png"));
  await who.see("Save photo");
  const square = "return document.querySelector('[role=dialog] canvas').toDataURL()";
  const drawn =
    "return document.querySelector('[role=dialog] canvas').getContext('2d').getImageData(9, 9, 1, 1).data[3] === 255";
  await who.until("the picture to be drawn", () => who.run(drawn));
  const before = await who.run(square);
  await who.strikeAll("+", "+", KEY.down);
  await who.until("another part of the picture", async () => (await who.run(square)) !== before);
  await who.picture("photo-crop");
  await who.strike("-");
  await who.strike(KEY.enter);
  await who.until("the photo in the header", async () => (await colours()) > 20);
  await who.picture("photo-header");
  const photo = stored();
  assert.equal(photo.media_type, "image/jpeg");
  const out = path.join(data, "copy.jpg");
  nutrivault(data, "lea", "patients", "photo", "save", patient.id, "--out", out);
  const bytes = readFileSync(out);
  assert.ok(bytes.length === photo.size && bytes.length < 64 * 1024, `${bytes.length}`);
});

step("nothing of it comes from an address, and the policy of the page is as strict as before", async () => {
  const sources = await who.run("return [...document.images].map((image) => image.src)");
  assert.deepEqual(sources, []);
  const refused = await who.run(
    "return new Promise((done) => { const image = new Image(); image.onload = () => done('shown'); " +
      "image.onerror = () => done('refused'); image.src = URL.createObjectURL(new Blob(['x'])); })",
  );
  assert.equal(refused, "refused");
});

step("it is removed and comes back by Undo, and is gone from the window at lock", async () => {
  await openDialog();
  await who.see("Remove photo");
  await who.picture("photo-there");
  await who.press("Remove photo");
  await who.see("Photo removed");
  await who.until("the initials", async () => (await colours()) === 0);
  await who.pointAtMessages();
  assert.equal(stored(), null);
  await who.press("Undo");
  await who.until("the photo in the header", async () => (await colours()) > 20);
  await who.lock();
  assert.equal(await who.run("return document.querySelector('canvas')"), null);
  const file = readFileSync(path.join(data, "nutrivault/clinic/vault.db"));
  assert.ok(file.indexOf("JFIF") < 0, "a picture lies in the file unsealed");
});
