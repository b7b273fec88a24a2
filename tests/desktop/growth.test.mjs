// A child's growth: one who was born too early at both ages, the parents' heights, and a gestation typed by keys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let claire;
let data;
let child;
const step = journey(test);
const DAY_MS = 86_400_000;
const dayBefore = (days) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const growth = (indicator) =>
  nutrivault(data, "claire", "measurements", "growth", "--patient", child.id, "--indicator", indicator);

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Lea", "--family-name", "Tremblay", "--sex", "FEMALE"];
  child = nutrivault(data, "claire", "patients", "add", ...added, "--birth-date", dayBefore(200)).patient;
  for (const [kind, value] of [
    ["WEIGHT", "5.9 kg"],
    ["LENGTH", "60.5 cm"],
  ])
    nutrivault(data, "claire", "measurements", "add", "--patient", child.id, "--kind", kind, "--value", value);
  claire = person(await openWindow({ data }));
});
after(async () => {
  await claire?.close();
  if (data) remove(data);
});

step("a child who was born too early is drawn at both ages", async () => {
  await claire.press("Claire Moreau");
  await claire.signIn("claire", PASSWORDS.claire);
  await claire.see("Appointments today");
  await claire.openPatient("haddad noor", "Noor Haddad");
  await claire.press("Measurements");
  await claire.see("centile, corrected age", "table");
  await claire.picture("growth-readings");
  await claire.press("Growth");
  await claire.see("Born at 29+3 weeks: compared by the corrected age, until that is 24 months.");
  await claire.see("uncorrected:");
  await claire.picture("growth-early");
  await claire.press("Since birth");
  await claire.gone("uncorrected:");
  await claire.press("Both ages");
});

step("the parents' heights are a bracket on the chart and a line of the table", async () => {
  await claire.select("input[type=range]");
  await claire.strike("2");
  await claire.see("Length or height for age, girls, WHO Child Growth Standards 2006");
  await claire.see("Target height by the parents’ heights", "table");
  await claire.see("163.3 cm (154.8 to 171.8)", "table");
  await claire.press("Whole reference");
  await claire.picture("growth-target");
});

step("in a small window the letters of the chart can be read", async () => {
  await claire.resize(1024, 720);
  await claire.until("a chart above its details", async () => {
    const letters = await claire.run(
      `const chart = document.querySelector("main svg[role=img][viewBox='0 0 804 420']");
      const drawn = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
      return [...chart.querySelectorAll("text")].map((e) => Number.parseFloat(getComputedStyle(e).fontSize) * drawn);`,
    );
    return letters.length > 0 && letters.every((px) => px >= 11);
  });
  await claire.picture("growth-small");
  await claire.resize(1280, 720);
});

step("a gestation that is not recorded is asked for, and typed in its place", async () => {
  const [before] = growth("WEIGHT_FOR_AGE").points;
  assert.equal(before.corrected, null);
  await claire.openPatient("tremblay lea", "Lea Tremblay");
  await claire.press("Measurements");
  await claire.press("Growth");
  await claire.see("Gestation at birth is not recorded. Add it to correct the age.");
  await claire.press("Add gestation");
  await claire.strikeAll(..."52", KEY.enter);
  await claire.see("This cannot be saved as it is.");
  await claire.picture("growth-gestation");
  await claire.fill("Gestation at birth", "31 w 4 d");
  await claire.strike(KEY.enter);
  await claire.see("31+4 weeks");
  await claire.see("Born at 31+4 weeks");
  const [now] = growth("WEIGHT_FOR_AGE").points;
  assert.equal(now.corrected.age_days, before.age_days - 59);
  assert.ok(now.z > before.z);
  assert.equal(now.corrected.uncorrected_z, before.z);
});

step("a reading of a booklet is entered by keys, and is a point on the curves", async () => {
  const before = growth("WEIGHT_FOR_AGE").points.length;
  await claire.press("Add reading");
  await claire.until("the field", () => claire.run("return document.activeElement?.tagName === 'INPUT'"));
  const day = dayBefore(100);
  await claire.strikeAll(..."4,1 kg", KEY.tab, ...day.split("-").reverse().join(" "), KEY.enter);
  await claire.see("4.1 kg");
  await claire.see("is recorded.");
  await claire.picture("growth-add-reading");
  const { points } = growth("WEIGHT_FOR_AGE");
  assert.equal(points.length, before + 1);
  assert.equal(points.find(({ at }) => at.startsWith(day))?.value, 4.1);
  await claire.strike(KEY.escape);
  await claire.see("4.1 kg", "table");
});
