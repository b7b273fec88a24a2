// A recipe by keys alone: built, found in a meal plan, changed for new plans and then for unfinished ones, printed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let plan;
const step = journey(test);
const recipe = (name) => nutrivault(data, "claire", "recipes", "show", name).recipe;
const planned = () => nutrivault(data, "claire", "meal-plans", "show", plan).plan.grid.days[0].meals[0]?.foods ?? [];
const focused = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");
const isFocused = (label) => who.until(`the focus at ${label}`, async () => (await focused()) === label);

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a recipe is built by keys alone, with two keys a food besides letters", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.press("Foods", "nav");
  await who.press("Recipes");
  await who.see("Lentil soup", "table");
  await who.picture("recipes");
  await who.strike(KEY.control, KEY.enter);
  await who.see("New recipe");
  await who.strikeAll(..."Okra stew");
  await who.fill("Portions", "4");
  await who.fill("Add an ingredient", "");
  await who.strikeAll(..."400 g okra raw", KEY.enter);
  await isFocused("Add an ingredient");
  await who.strikeAll(..."tomatoes red ripe raw", KEY.enter);
  await who.until("the amount", async () => (await focused()).startsWith("Amount of"));
  await who.strikeAll(..."300g", KEY.enter);
  await isFocused("Add an ingredient");
  await who.see("In one portion");
  await who.picture("recipe-editor");
  await who.strike(KEY.control, KEY.enter);
  await who.see("Okra stew", "table");
  const stew = recipe("okra stew");
  assert.deepEqual([stew.sums.parts.map(({ portion }) => portion.grams), stew.sums.portion_grams], [[400, 300], 175]);
});

step("it is a food in a meal plan", async () => {
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  const { patient } = nutrivault(data, "claire", "patients", "add", ...added);
  plan = nutrivault(data, "claire", "meal-plans", "add", "--patient", patient.id, "--title", "Week").plan.id;
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.press("Week", "table");
  await isFocused("Add to breakfast");
  await who.strikeAll(..."2 portions okra st", KEY.enter);
  const [food] = await who.until("the food of the plan", async () => planned().length === 1 && planned());
  assert.deepEqual([food.name, food.portion.grams, food.food], ["Okra stew", 350, recipe("okra stew").id]);
});

step("a change stays out of the plan until it is chosen to reach unfinished ones", async () => {
  const before = planned()[0];
  const change = async (portions, also) => {
    await who.press("Foods", "nav");
    await who.press("Recipes");
    await who.press("Okra stew", "table");
    await who.see("Used in 1 plan.");
    await who.fill("Portions", portions);
    if (also) await who.press("Also 1 unfinished plan");
    await who.press("Save recipe");
    await who.see("Okra stew", "table");
  };
  await change("5", false);
  assert.equal(recipe("okra stew").sums.portion_grams, 140);
  assert.deepEqual(planned()[0], before);
  await change("7", true);
  assert.deepEqual([planned()[0].food, planned()[0].portion.grams], [recipe("okra stew").id, 200]);
});

step("it is printed without a patient", async () => {
  await who.press("Okra stew", "table");
  await who.see("Used in 1 plan.");
  await who.strike(KEY.control, "p");
  await who.see("Page 1 of 1", "[role=dialog]");
  await who.picture("recipe-print");
});
