// The screens of a meal plan, as `screens.mjs` walks them.
import { pageDrawn } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";

/** What is typed in each language: a usual amount, and one that is asked about. */
const TYPED = { Breakfast: ["2 cups milk", "150 cups coffee"], "Petit-déjeuner": ["2 tasses lait", "150 tasses café"] };
const TABLE = { Exchanges: "Portions of 15 g carbohydrate", Équivalents: "Portions de 15 g de glucides" };
/** No food has it in its name. */
const UNKNOWN = "zzzzzz";

/** A new plan: empty, with exchanges, complete, and each of its dialogs. */
export async function planned(walk) {
  const { who, words } = walk;
  const { exchanges, mealPlans, foods } = words;
  await walk.open("Sophia Sullivan", "Sophia Sullivan");
  await walk.tab("plan");
  await who.press(mealPlans.tab, "main");
  await walk.at("meal-plans");
  await who.press(mealPlans.add, "main");
  await who.press(mealPlans.fresh, "[role=menu]");
  await who.see(mealPlans.about);
  await who.see(foods.total);
  await walk.at("meal-plan");
  await who.choose(exchanges.countIn, TABLE[exchanges.title]);
  await who.press(exchanges.setTargets, "main");
  await walk.at("exchange-targets");
  await walk.leave();
  await complete(walk);
  await described(walk);
  await swapped(walk);
  await copied(walk);
  await scaled(walk);
  await printed(walk);
}

/** Foods of a meal, one of which is asked about, and a search that finds none. */
async function complete(walk) {
  const { who, words } = walk;
  const { foods } = words;
  const search = foods.addTo.breakfast;
  for (const [at, text] of TYPED[foods.meals.breakfast].entries()) {
    await who.fill(search, text, "main");
    await who.strike(KEY.enter);
    await who.until(text, () =>
      who.run("return document.querySelectorAll('[data-food-row]').length === arguments[0]", at + 1),
    );
  }
  await who.until("the question", () => who.find("[data-meal] [role=alert]"));
  await walk.at("meal-plan-complete");
  await who.fill(search, UNKNOWN, "main");
  await who.see(foods.addFood, "main [role=listbox]");
  await walk.at("food-none");
  await who.fill(search, "", "main");
}

/** What paper calls a food, and its texture. */
async function described(walk) {
  const { who, words } = walk;
  await who.select("[data-food-row]");
  await who.strike(KEY.f2);
  await who.see(words.foodProfiles.help, "[role=dialog]");
  await who.see(words.foodProfiles.texture, "[role=dialog]");
  await walk.at("food-for-patients");
  await walk.leave();
}

async function swapped(walk) {
  const { who, words } = walk;
  await who.run("document.querySelector('[data-food-row]').focus()");
  await who.strike("s");
  await who.see(words.mealPlans.swapHelp, "[role=dialog]");
  await who.until("what may be in its place", () => who.find("[role=dialog] [role=group] button"));
  await walk.at("swap");
  await walk.leave();
}

/** Opens the dialog, and chooses the first of the other days. */
async function chooseDay(walk) {
  const { who, words } = walk;
  await who.press(words.mealPlans.copy, "main");
  await who.until("the first day", () => who.run("return document.activeElement.type === 'checkbox'"));
  await who.strike(" ");
}

/** Copied once, so that the other day has foods, to which more are added or which are replaced. */
async function copied(walk) {
  const { who, words } = walk;
  await chooseDay(walk);
  await who.strike(KEY.enter);
  await who.until("the copy", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await chooseDay(walk);
  await who.see(words.mealPlans.addTo, "[role=dialog]");
  await walk.at("copy-day");
  await walk.leave();
}

async function scaled(walk) {
  const { who, words } = walk;
  const { mealPlans } = words;
  await who.press(mealPlans.scale, "main");
  await who.fill(mealPlans.scaleTo, "90 %", "[role=dialog]");
  await who.until("the preview", () => who.find("[role=dialog] table"));
  await walk.at("scale");
  await walk.leave();
}

async function printed(walk) {
  const { who, words } = walk;
  const { prints } = words;
  await who.press(prints.print, "main");
  await who.see(prints.planDraft, "[role=dialog]");
  await pageDrawn(who);
  await walk.at("print-plan");
  await walk.leave();
}
