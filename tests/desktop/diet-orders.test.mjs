// A tube feed is ordered by keys alone in the real window: a slip of a digit is asked about, the order takes the place
// of the one before, and its ward sheet and bed label are what the program saves.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, pageDrawn, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const orders = () => nutrivault(data, "claire", "diet-orders", "list", "--patient", patient.id).diet_orders;

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1950-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  nutrivault(data, "claire", "diet-orders", "start", "--patient", patient.id, "--food", "4", "--fluid", "3");
  const aim = ["--patient", patient.id, "--nutrient", "ENERGY", "--low", "1875"];
  nutrivault(data, "claire", "targets", "add", ...aim);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the current order is in the chart", async () => {
  await who.press("Claire Moreau");
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Plan", "[role=tablist]");
  await who.press("Diet orders", "main");
  await who.see("Food: Level 4, Pureed · Fluids: Level 3, Moderately thick");
});

step("a rate with a digit too many is asked about, and nothing starts", async () => {
  await who.tabTo("New order");
  await who.strike(KEY.enter);
  await who.tabTo("By mouth");
  await who.strike(" ");
  await who.tabTo("Tube feed");
  await who.strike(" ");
  await who.tabTo("Product");
  await who.strikeAll(..."Sondavia E");
  await who.typeInto("Rate, ml/h", "1200");
  await who.typeInto("Hours a day", "20");
  await who.typeInto("Water flush, ml", "30");
  await who.typeInto("Flushes a day", "6");
  await who.strike(KEY.enter);
  await who.see("1,200 ml/h is 28,800 ml in 24 hours. Is it right?");
  await who.picture("diet-order-asked");
  assert.equal(orders().length, 1);
});

step("put right, it takes the place of the order before and is held against the target", async () => {
  await who.strike(KEY.shift, KEY.tab);
  await who.strike(KEY.shift, KEY.tab);
  await who.strike(KEY.shift, KEY.tab);
  await who.typeInto("Rate, ml/h", "60");
  await who.gone("Is it right?");
  await who.strike(KEY.enter);
  await who.see("Nothing by mouth");
  await who.see("1,800 kcal (96 % of target)");
  const [current, former] = orders();
  assert.equal(current.tube_feed.product, "Sondavia Energy");
  assert.deepEqual([current.gives.volume, current.gives.energy.percent], [1200, 96]);
  assert.equal(former.state, "replaced");
  await who.picture("diet-order");
});

for (const [button, words] of [
  ["Ward sheet", ["Diet order", "Nasogastric tube", "60 ml/h, 20 h a day", "Ines Zoubir"]],
  ["Bed label", ["Nothing by mouth", "Sondavia Energy", "Ines Zoubir"]],
])
  step(`the ${button.toLowerCase()} is printed as it is previewed`, async () => {
    await who.tabTo(button);
    await who.strike(KEY.enter);
    await who.see("Page 1 of 1", "[role=dialog]");
    await pageDrawn(who);
    await who.picture(`print-${button.toLowerCase().replace(" ", "-")}`);
    const file = path.join(data, `${button}.pdf`);
    await savePdf(who, file);
    await who.strike(KEY.escape);
    has(file, ...words);
  });

step("it is ended with a way back", async () => {
  await who.tabTo("More: Diet order of");
  await who.strike(KEY.enter);
  await who.see("End order", "[role=menu]");
  await who.strike(KEY.enter);
  await who.see("No order now. The last one ended.");
  await who.pointAtMessages();
  assert.equal(orders()[0].state, "ended");
  await who.press("Undo");
  await who.gone("No order now. The last one ended.");
  assert.equal(orders()[0].state, "current");
});

step("the next order begins as the current one, and takes a level by arrows", async () => {
  await who.tabTo("New order");
  await who.strike(KEY.enter);
  await who.tabTo("By mouth");
  await who.strike(" ");
  await who.tabTo("Level 7, Regular");
  await who.strike(KEY.up);
  await who.picture("diet-order-levels");
  await who.tabTo("Start order");
  await who.strike(KEY.enter);
  await who.see("Food: Level 6, Soft and bite-sized · Fluids: Level 0, Thin");
  const [current] = orders();
  assert.deepEqual([current.food_level, current.fluid_level], [6, 0]);
  assert.deepEqual([current.tube_feed.product, current.gives.volume], ["Sondavia Energy", 1200]);
});
