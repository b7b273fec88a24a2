// Problems, goals and tasks in the real window by keys alone, and a goal that follows its measure.
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
const of = (table) => nutrivault(data, "claire", table, "list", "--patient", patient.id)[table];
const weigh = (weight) => {
  const reading = ["--kind", "WEIGHT", "--value", weight, "--keep"];
  nutrivault(data, "claire", "measurements", "add", "--patient", patient.id, ...reading);
};
/** Strikes text and keys one after the other, as hands do. */
const strikes = (...keys) => who.strikeAll(...keys.flatMap((key) => [...key]));
/** Opens an empty entry, and waits for its first field to have the focus. */
const begin = async (button) => {
  await who.press(button);
  await who.until("the focus in the first field", () =>
    who.run("return document.activeElement?.matches('form input') ?? false"),
  );
};

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1980-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  weigh("90 kg");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an empty plan says how it begins, and a problem is one sentence of three fields", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.see("No problems yet.");
  await who.see("No tasks yet.");
  await who.picture("plan-empty");
  await begin("Add problem");
  await strikes("Excess energy", KEY.tab, "late meals", KEY.tab, "a recall", KEY.enter);
  await who.see("Excess energy related to late meals, as shown by a recall");
  const [problem] = of("diagnoses");
  assert.deepEqual(
    [problem.problem, problem.aetiology, problem.signs, problem.status],
    ["Excess energy", "late meals", "a recall", "active"],
  );
});

step("a goal begins at the newest reading and follows its measure", async () => {
  await begin("Add goal");
  // the first letters of a word choose it in a list
  await strikes("Lose weight", KEY.tab, "Weight", KEY.tab, KEY.tab, "176.37 lb", KEY.tab);
  await strikes("2099-02-01", KEY.tab, KEY.tab, "Excess", KEY.enter);
  await who.see("due 1 Feb 2099");
  await who.see("90 kg");
  weigh("83.8 kg");
  await who.see("62 %");
  const [goal] = of("goals");
  assert.deepEqual([goal.start, goal.target, goal.percent], ["90 kg", "80 kg", 62]);
  assert.equal(goal.diagnosis, of("diagnoses")[0].id);
});

step("what cannot be a weight is marked at its field, and Escape restores", async () => {
  await who.press("Edit Lose weight");
  await who.fill("Target", "thin");
  await who.strike(KEY.enter);
  await who.see("A value of the measure, such as 72.4 kg.");
  await who.picture("goal-refused");
  await who.strike(KEY.escape);
  await who.gone("A value of the measure, such as 72.4 kg.");
  await who.see("62 %");
});

step("a task is written, ticked off and undone", async () => {
  await begin("Add task");
  await strikes("Ask for the diary", KEY.tab, "Claire", KEY.tab, "2026-01-31", KEY.enter);
  await who.see("overdue since 31 Jan 2026");
  await who.picture("plan");
  await who.select("input[type=checkbox]");
  await who.strike(" ");
  await who.see("Done (1)");
  await who.pointAtMessages();
  assert.ok(of("tasks")[0].done);
  await who.press("Undo");
  await who.gone("Done (1)");
  assert.equal(of("tasks")[0].done, null);
  assert.equal(of("tasks")[0].owner_name, "Claire Moreau");
});

step("a problem ends with the goal that is named, and both come back", async () => {
  await who.press("More: Excess energy");
  await who.press("Resolved…");
  await who.see("Which goals end with Excess energy?");
  await who.picture("resolve-problem");
  await who.press("Met", "[role=dialog]");
  await who.press("Resolve the problem");
  await who.see("Resolved (1)");
  await who.see("Met and dropped (1)");
  await who.pointAtMessages();
  assert.deepEqual([of("diagnoses")[0].status, of("goals")[0].status], ["resolved", "met"]);
  await who.press("Undo");
  await who.gone("Resolved (1)");
  assert.deepEqual([of("diagnoses")[0].status, of("goals")[0].status], ["active", "active"]);
});

step("a task that was being typed at a lock is there to be typed on", async () => {
  await begin("Add task");
  await strikes("Call the w");
  await who.lock();
  assert.ok(!of("tasks").some(({ text }) => text.startsWith("Call")));
  await who.signIn("claire", PASSWORDS.claire);
  // they come back to the tab that they left
  await begin("Add task");
  await who.until("what was typed", () => who.run("return document.activeElement.value === 'Call the w'"));
  await who.strike(KEY.end);
  await strikes("ard");
  await who.strike(KEY.enter);
  await who.see("Call the ward");
  assert.ok(of("tasks").some(({ text }) => text === "Call the ward"));
});

step("the overview has the goals that are pursued", async () => {
  await who.strike(KEY.control, "1");
  await who.see("Open goals");
  await who.see("Lose weight");
  await who.picture("overview-goals");
});
