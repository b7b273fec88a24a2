// A meal plan in the window: foods found while a name is typed, twelve of them entered, an amount changed.
import { nutrivault } from "./clinic.mjs";
import { changedAfter, counting, line, linesOf } from "./bench-tools.mjs";
import { KEY } from "./webdriver.mjs";

/** Each key comes so soon after the one before. */
const KEY_MS = 15;
const SEARCHED = ["wholemeal bread", "milk semi", "chicken breast"];
/** What is typed at each meal, after the keys that lead to it. */
const TYPED = {
  breakfast: ["2 slices wholemeal br", "10 g butter", "1 cup semi skimmed m", "1 banana"],
  lunch: ["120 g chicken breast gr", "1 cup white rice boi", "150 g green bean", "1 tbsp olive oil"],
  dinner: ["150 g cod bak", "200 g potatoes boi", "100 g carrots boi", "125 g yogurt pl"],
};
const MEAL_KEY = { breakfast: null, lunch: "3", dinner: "5" };
const AMOUNTS = 20;

/** Opens an empty plan of two days of a patient who has just been registered. */
async function openPlan(who) {
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  const { patient } = nutrivault(who.data, "claire", "patients", "add", ...added);
  nutrivault(who.data, "claire", "meal-plans", "add", "--patient", patient.id, "--title", "Two days", "--days", "2");
  await who.openPatient("zoubir ines", "Ines Zoubir");
  await who.strike(KEY.control, "4");
  await who.press("Meal plans");
  await who.press("Two days", "table");
  await who.focused("Add to breakfast");
}

async function search(who) {
  const took = [];
  for (const name of SEARCHED) {
    for (const letter of name) {
      const ms = await changedAfter(who, letter);
      if (ms !== null) took.push(ms);
    }
    await who.strike(KEY.control, "a");
    await who.strike(KEY.delete);
    await who.until("an empty search", async () => (await who.value("Add to breakfast")) === "");
  }
  linesOf("foods found after a key", took, 30);
}

async function enterTwelve(who) {
  const { tally, strike } = counting(who);
  const rows = () =>
    who.run("return [document.querySelectorAll('[data-food-row]').length, document.querySelector('[data-entry]')]");
  let count = 0;
  for (const [meal, typed] of Object.entries(TYPED)) {
    if (MEAL_KEY[meal] !== null) await strike(KEY.control, MEAL_KEY[meal]);
    await who.focused(`Add to ${meal}`);
    for (const text of typed) {
      await who.strikeEvery(KEY_MS, ...text, KEY.enter);
      tally.keys += 1;
      count += 1;
    }
  }
  await who.until(`${count} foods`, async () => {
    const [stored, entry] = await rows();
    return stored === count && entry === null;
  });
  line(`${count} foods of a day, keys besides letters`, tally.keys, "keys", 24);
}

/** Changes how much of the last food there is, again and again, and waits for other totals. */
async function changeAmounts(who) {
  const took = [];
  for (let round = 0; round < AMOUNTS; round += 1) {
    const { strike, strikeFor, type } = counting(who);
    await who.focused("Add to dinner");
    await strike(KEY.up);
    await strike(KEY.enter);
    await who.until("the amount", () => who.run("return document.activeElement.matches('[data-food-row] input')"));
    await strike(KEY.control, "a");
    await type(`${100 + 10 * (round % 2) + round} g`);
    took.push(await strikeFor([KEY.enter], "aside table", null));
  }
  linesOf("totals redrawn after an amount", took, 50);
}

export async function foods(who) {
  await openPlan(who);
  await search(who);
  await enterTwelve(who);
  await changeAmounts(who);
}
