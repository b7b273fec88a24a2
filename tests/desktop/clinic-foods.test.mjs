// A food of the clinic by keys alone: added, found in a meal plan, its allergens flagged; a food of the list corrected.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const listed = () => nutrivault(data, "claire", "foods", "list");
const focused = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a food is added with what 100 g give", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.press("Foods", "nav");
  await who.see("Seed loaf of the corner bakery", "table");
  await who.picture("foods");
  await who.strike(KEY.control, KEY.enter);
  const isAtName = "return document.activeElement.matches('[role=dialog] input[data-autofocus]')";
  await who.until("the focus at the name", () => who.run(isAtName));
  await who.strikeAll(..."Okra soup", KEY.tab, ..."Kitchen");
  await who.fill("Energy", "68");
  await who.fill("Measure 1", "bowl");
  await who.fill("Grams of measure 1", "300");
  await who.picture("food-dialog");
  await who.strike(KEY.enter);
  await who.see("Okra soup", "table");
  const soup = listed().clinic_foods.find(({ name }) => name === "Okra soup");
  assert.deepEqual([soup.maker, soup.nutrients[0].amount, soup.measures[0].grams], ["Kitchen", "68", "300"]);
});

step("it is found in a meal plan by its letters, and summed", async () => {
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  const { patient } = nutrivault(data, "claire", "patients", "add", ...added);
  const { plan } = nutrivault(data, "claire", "meal-plans", "add", "--patient", patient.id, "--title", "Week");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.press("Week", "table");
  await who.until("the search", async () => (await focused()) === "Add to breakfast");
  await who.strikeAll(..."2 bowls okra sou", KEY.enter);
  const meals = () => nutrivault(data, "claire", "meal-plans", "show", plan.id).plan.grid.days[0].meals;
  const [{ foods }] = await who.until("the food of the plan", async () => meals().length === 1 && meals());
  const [food] = foods;
  assert.deepEqual([food.name, food.portion.grams, food.kcal], ["Okra soup", 600, 408]);
});

step("the allergens of a food of the list are corrected", async () => {
  await who.press("Foods", "nav");
  await who.fill("Correct a food of the list", "banana");
  await who.strike(KEY.enter);
  await who.see("Allergens of Banana");
  await who.press("Mark the rest as free of");
  await who.picture("food-allergens");
  await who.press("Save allergens");
  await who.see("None of the 14");
  const banana = listed().corrected.find(({ food }) => food === "09040");
  assert.ok(banana.allergens.is_complete && banana.allergens.is_clinics);
});
