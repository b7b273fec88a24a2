// A kind of measurement of the clinic's own by keys: added, recorded for yesterday, corrected, drawn over time.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
/** Strikes text and keys one after the other, as hands do. */
const strikes = (...keys) => who.strikeAll(...keys.flatMap((key) => [...key]));
const readings = () => nutrivault(data, "claire", "measurements", "list", "--patient", patient.id).measurements;
const DAY_MS = 86_400_000;
const daysAgo = (at) => Math.round((Date.now() - Date.parse(at)) / DAY_MS);
const hasFocus = (label) =>
  who.until(`the focus in ${label}`, () =>
    who.run(
      `const { ariaLabel, labels } = document.activeElement ?? {};
      return (ariaLabel ?? labels?.[0]?.textContent ?? "").startsWith(arguments[0])`,
      label,
    ),
  );

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin adds a kind, and no name of the program is taken", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Measurements", "main nav");
  await who.see("Hand grip", "table[aria-label='Kinds of measurement']");
  await who.press("Add a kind of measurement");
  await hasFocus("Name");
  await strikes("Weight", KEY.tab, "cm", KEY.tab, KEY.tab, "0", KEY.tab, "60", KEY.tab, "10", KEY.enter);
  await who.see("Another kind, or one of the program, has this name.");
  await who.picture("kind-refused");
  await who.fill("Name", "Mouth opening");
  await who.strike(KEY.enter);
  await who.see("Mouth opening", "table[aria-label='Kinds of measurement']");
  await who.picture("kinds");
  await who.lock();
});

step("a value is recorded in a visit and dated back to yesterday by keys", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Start visit");
  await who.press("More measures");
  await who.press("Mouth opening", "[role=menu]");
  await hasFocus("Mouth opening");
  await strikes("31");
  await who.strike(KEY.alt, "d");
  await hasFocus("Mouth opening: measured on");
  await who.picture("measured-on");
  await strikes("yesterday 7:30", KEY.enter);
  await hasFocus("Mouth opening");
  await who.strike(KEY.enter);
  await who.see("entered today");
  await who.picture("dated-back");
  const [reading] = readings();
  assert.deepEqual([reading.kind.name, reading.quantity.unit, reading.entered_text], ["Mouth opening", "cm", "31"]);
  assert.ok([1, 2].includes(daysAgo(reading.measured_at)), reading.measured_at);
});

step("an odd value is asked about, and corrected", async () => {
  await who.fill("Mouth opening", "3");
  await who.strike(KEY.enter);
  await who.see("Is it right?");
  await who.picture("kind-odd");
  await who.fill("Mouth opening", "33");
  await who.strike(KEY.enter);
  await who.gone("Is it right?");
  await who.until("the corrected value", () => readings()[0].entered_text === "33");
  assert.equal(readings().length, 1);
  assert.ok(daysAgo(readings()[0].measured_at) >= 1, "it stays dated back");
});

step("its values over time are drawn with their unit", async () => {
  const at = new Date(Date.now() - 30 * DAY_MS).toISOString();
  const add = ["measurements", "add", "--patient", patient.id, "--kind", "Mouth opening", "--value", "28", "--at", at];
  nutrivault(data, "claire", ...add);
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "3");
  await who.see("Mouth opening", "figure");
  await who.see("(cm)", "figure");
  await who.picture("kind-trend");
});
