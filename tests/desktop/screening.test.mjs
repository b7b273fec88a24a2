// Screening in the real window by keys alone: each digit answers the question that is framed, and no other. Every tool
// is answered as published cases are, and gives what they have; a body mass index of another day answers nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow, root } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const screeningsOf = (of) => nutrivault(data, "claire", "screening", "list", "--patient", of.id).screenings;
const screenings = () => screeningsOf(patient);

/** Published cases, by their names in `seeds/reference/nutrition/screening.csv`, and the digits that answer them. */
const CASES = [
  { of: "must-10", tool: "MUST", age: 51, digits: "221" },
  { of: "must-11", tool: "MUST", age: 51, digits: "332" },
  { of: "mst-03", tool: "MST", age: 51, digits: "21" },
  { of: "mst-08", tool: "MST", age: 51, digits: "42" },
  { of: "nrs-2002-04", tool: "NRS-2002", age: 51, digits: "3111" },
  { of: "nrs-2002-15", tool: "NRS-2002", age: 80, digits: "1144" },
  { of: "mna-sf-08", tool: "MNA-SF", age: 80, digits: "222222" },
  { of: "mna-sf-11", tool: "MNA-SF", age: 80, digits: "343235" },
  { of: "glim-02", tool: "GLIM", age: 51, digits: "2211121" },
  { of: "glim-18", tool: "GLIM", age: 51, digits: "2111332" },
];

/** What was published of a case: the score and the points of each question. */
function published(name) {
  const lines = readFileSync(path.join(root, "seeds/reference/nutrition/screening.csv"), "utf8").split("\n");
  const line = lines.find((one) => one.startsWith(`${name},`));
  const [, , , score, components] = line.split(",");
  return { score, components: components.split("+").map(Number) };
}

/** Registers a patient of this age without any measurement. */
function registered(age) {
  const born = `${new Date().getFullYear() - age - 1}-01-01`;
  const add = ["--given-name", "Ines", "--family-name", `Zoubir ${age}`, "--birth-date", born, "--sex", "FEMALE"];
  return nutrivault(data, "claire", "patients", "add", ...add).patient;
}

async function openTools(of) {
  await who.openPatient(of.name, of.name);
  await who.strike(KEY.control, "4");
  await who.press("Screening");
  await who.press("Screen", "table, section");
  await who.see("Finish screening");
}

before(async () => {
  data = demoClinic();
  const { rows } = nutrivault(data, "claire", "patients", "list", "--limit", "100");
  patient = rows.find((row) => row.name === "Leandra Bardhi");
  const weight = ["measurements", "add", "--patient", patient.id, "--kind", "WEIGHT", "--value", "46 kg", "--keep"];
  nutrivault(data, "claire", ...weight);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the plan of a patient lists what was screened", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Leandra", patient.name);
  await who.strike(KEY.control, "4");
  await who.press("Screening");
  await who.see("MUST (points)");
});

step("two digits and Ctrl Enter are a MUST with what was measured today", async () => {
  const before = screenings().length;
  await who.press("Screen", "table, section");
  await who.see("from today");
  await who.see("2 answers missing");
  await who.strike("2");
  await who.see("1 answer missing");
  await who.strike("1");
  await who.see("3, high risk");
  await who.strike(KEY.control, KEY.enter);
  await who.gone("Finish screening");
  const [newest, ...earlier] = screenings();
  assert.equal(earlier.length, before);
  assert.deepEqual(newest.result.components, [2, 1, 0]);
  // the number itself, and not the range that it lies in
  assert.match(newest.answers.bmi, /^16\.\d+$/);
  assert.equal(newest.answers.weight_loss_pct, "5_to_10");
  assert.equal(newest.answers.acute_no_intake_over_5d, "no");
});

step("a body mass index of another day is shown and answers nothing", async () => {
  const of = registered(50);
  const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
  for (const [kind, value] of [
    ["HEIGHT", "170 cm"],
    ["WEIGHT", "50 kg"],
  ])
    nutrivault(data, "claire", "measurements", "add", "--patient", of.id, "--kind", kind, "--value", value, "--at", at);
  await openTools(of);
  await who.see("BMI 17.3");
  await who.see("3 answers missing");
  await who.strikeAll(..."111");
  await who.see("0, low risk");
  await who.strike(KEY.control, KEY.enter);
  await who.gone("Finish screening");
  assert.equal(screeningsOf(of)[0].answers.bmi, "above_20");
});

step(
  "every tool gives what was published where its questions are answered so, as fast as keys are struck",
  async () => {
    const people = new Map([51, 80].map((age) => [age, registered(age)]));
    const wrong = [];
    for (const { of, tool, age, digits } of CASES) {
      const whose = people.get(age);
      await openTools(whose);
      await who.press(tool, "main");
      await who.until(tool, async () => (await who.text("aside h2")).includes(tool));
      await who.until("the first question", () => who.find("[data-question='0'][data-current]"));
      await who.strikeAll(...digits);
      await who.until("a result", () => who.run("return !document.querySelector('[data-finish]').disabled"));
      await who.strike(KEY.control, KEY.enter);
      await who.gone("Finish screening");
      const { result } = screeningsOf(whose)[0];
      const { score, components } = published(of);
      if (result.score !== score || `${result.components}` !== `${components}`)
        wrong.push(`${of}: ${result.score} (${result.components}) for ${score} (${components})`);
    }
    assert.deepEqual(wrong, []);
  },
);

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
