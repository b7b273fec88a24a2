// Amounts of food as they are typed, in English and in French: before the food, after it, and over one that is there.
// What the vault stores is compared with what the reference list weighs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { gramsOf, isStored } from "./food-model.mjs";
import { journey, person } from "./person.mjs";
import { wordsIn } from "./screens.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const [MILK, BREAD, BROWN_BREAD, BANANA, OIL, EGG] = ["01077", "18069", "18075", "09040", "04053", "01123"];
const [RICE, BUTTER, CHEDDAR, CARROTS, COFFEE, HONEY] = ["20045", "01001", "01009", "11125", "14209", "19296"];
const [SUGAR, JUICE, YOGURT, SPINACH, ALMONDS, WATER] = ["19335", "09206", "01116", "11457", "12061", "14411"];

/** What is typed at once, the food that is meant, and how much of it in the words of the list. */
const AT_ONCE = {
  en: [
    ["2 cups milk wh", MILK, "2 cup"],
    ["1/2 cup milk whole", MILK, "1/2 cup"],
    ["1 1/2 cups milk whole", MILK, "1.5 cup"],
    ["½ cup milk whole", MILK, "0.5 cup"],
    ["1½ cups of milk whole", MILK, "1.5 cup"],
    ["1.5 cups milk, whole", MILK, "1.5 cup"],
    ["1,5 cups milk whole", MILK, "1.5 cup"],
    [".5 cup milk whole", MILK, "0.5 cup"],
    ["250 ml milk whole", MILK, "250 ml by cup"],
    ["25 cl milk whole", MILK, "25 cl by cup"],
    ["8 fl oz milk whole", MILK, "8 fl oz"],
    ["1 quart milk whole", MILK, "1 quart"],
    ["2 tbsp olive oil", OIL, "2 tablespoon"],
    ["1 tsp of olive oil", OIL, "1 tsp"],
    ["2 slices white bread", BREAD, "2 slice"],
    ["3 slices of wholemeal bread", BROWN_BREAD, "3 slice"],
    ["3 oz cheddar cheese", CHEDDAR, "3 oz"],
    ["1 lb carrots boiled", CARROTS, "1 lb"],
    ["0,5 kg carrots boiled", CARROTS, "500 g"],
    ["150g white rice boiled", RICE, "150 g"],
    ["150 g of white rice boiled", RICE, "150 g"],
    ["0.15 kg white rice boiled", RICE, "0.15 kg"],
    ["1 200 g white rice boiled", RICE, "1200 g"],
    ["500 mg honey", HONEY, "500 mg"],
    ["1 packet honey", HONEY, "1 packet"],
    ["1 medium banana", BANANA, "1 medium"],
    ["2 large egg raw", EGG, "2 large"],
    ["1 pat butter salted", BUTTER, "1 pat"],
    ["1 stick butter salted", BUTTER, "1 stick"],
    ["1/3 cup almonds", ALMONDS, "1/3 cup, whole"],
    ["1 dl orange juice fresh", JUICE, "1 dl by cup"],
  ],
  fr: [
    ["2 tasses lait entier", MILK, "2 cup"],
    ["1/2 tasse lait entier", MILK, "1/2 cup"],
    ["1 1/2 tasse de lait entier", MILK, "1.5 cup"],
    ["½ tasse lait entier", MILK, "0.5 cup"],
    ["1,5 tasse lait entier", MILK, "1.5 cup"],
    ["0,25 l lait entier", MILK, "250 ml by cup"],
    ["25 cl de lait entier", MILK, "25 cl by cup"],
    ["1 l de lait entier", MILK, "1 l by cup"],
    ["2 verres de lait entier", MILK, "400 ml by cup"],
    ["2 c. à s. huile d'olive", OIL, "2 tablespoon"],
    ["1,5 c. à s. d'huile d'olive", OIL, "1.5 tablespoon"],
    ["2 cuillères à soupe d'huile d'olive", OIL, "2 tablespoon"],
    ["1 cuillère à café d'huile d'olive", OIL, "1 tsp"],
    ["1 c. à café huile d'olive", OIL, "1 tsp"],
    ["1,5 tranche pain de mie blanc", BREAD, "1.5 slice"],
    ["2 tranches de pain complet", BROWN_BREAD, "2 slice"],
    ["150g riz blanc cuit", RICE, "150 g"],
    ["150 g de riz blanc cuit", RICE, "150 g"],
    ["0,15 kg riz blanc cuit", RICE, "0.15 kg"],
    ["1 200 g de riz blanc cuit", RICE, "1200 g"],
    ["1 moyenne banane", BANANA, "1 medium"],
    ["1 petite banane", BANANA, "1 small"],
    ["2 grandes bananes", BANANA, "2 large"],
    ["1 noisette de beurre salé", BUTTER, "1 pat"],
    ["3 onces cheddar", CHEDDAR, "3 oz"],
    ["1 livre de carottes cuites", CARROTS, "1 lb"],
    ["10 g de sucre blanc", SUGAR, "10 g"],
    ["2 c. à c. de sucre blanc", SUGAR, "2 tsp"],
    ["1 dl de jus d'orange frais", JUICE, "1 dl by cup"],
    ["1 feuille d'épinards crus", SPINACH, "1 leaf"],
    ["1 pot yaourt nature", YOGURT, "1 container (6 oz)"],
    ["1 sachet de miel", HONEY, "1 packet"],
  ],
};
/** Typed where the amount is asked for, of whole milk. */
const ASKED_FOR = {
  en: [
    ["1/2", "1/2 cup"],
    ["1 1/2", "1.5 cup"],
    ["half a cup", "0.5 cup"],
    ["two cups", "2 cup"],
    ["0,25 l", "250 ml by cup"],
    ["12 fl oz", "12 fl oz"],
  ],
  fr: [
    ["1/2", "1/2 cup"],
    ["1,5", "1.5 cup"],
    ["une demi tasse", "0.5 cup"],
    ["deux tasses", "2 cup"],
    ["1,5 c. à s.", "1.5 tbsp"],
    ["un verre", "200 ml by cup"],
  ],
};
/** Typed over the amount of the row before: a number alone counts the measure that is there. */
const OVER = {
  en: [
    ["3 tbsp", "3 tbsp"],
    ["2", "2 tbsp"],
    ["1/4 cup", "1/4 cup"],
  ],
  fr: [
    ["3 c. à s.", "3 tbsp"],
    ["2,5", "2.5 tbsp"],
    ["1/4 tasse", "1/4 cup"],
  ],
};
/** More than is eaten at a meal: the food, its amount and what may be meant by it. */
const TOO_MUCH = {
  en: ["150 cups coffee black", COFFEE, "150 cup", "150 g"],
  fr: ["20 l d'eau du robinet", WATER, "20 l by fl oz", "20 g"],
};
const ALSO_TOO_MUCH = { en: ["3 kg white rice boiled", RICE, "3 kg"], fr: ["3 kg de riz blanc cuit", RICE, "3 kg"] };
/** No amount of whole milk, or another one in another country. */
const REFUSED = {
  en: ["1,500 g", "2 slices", "101 kg", "0", "-2 cups", "1/0 cup", "?"],
  fr: ["1.500 g", "2 tranches", "101 kg", "0", "-2 tasses", "1/0 tasse", "?"],
};
const MILK_NAME = { en: "milk whole", fr: "lait entier" };
const TWO_CUPS = { en: "2 cups", fr: "2 tasses" };

let who;
let data;
let words;
let recall;
let wanted;
const step = journey(test);
const claire = (...typed) => nutrivault(data, "claire", ...typed);
const foods = () =>
  claire("recalls", "show", recall).recall.grid.days.flatMap(({ meals }) => meals.flatMap((meal) => meal.foods));
const label = () => who.run("return document.activeElement.getAttribute('aria-label') ?? ''");
const at = (name) =>
  who.until(`the focus at '${name}'`, async () => (await label()).replace(/\s+/g, " ").startsWith(name));
const rows = (count) =>
  who.until(`${count} rows after '${wanted.at(-1).typed}'`, () =>
    who.run(
      "return document.querySelectorAll('[data-food-row]').length === arguments[0] && " +
        "document.querySelector('[data-entry]') === null",
      count,
    ),
  );
const inEntry = (text) => who.shows(text, "[data-entry]");

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1990-05-04", "--sex", "FEMALE"];
  claire("patients", "add", ...added);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

/** Signs in with the screens in a language. */
async function signIn(language) {
  words = await wordsIn(language);
  if (language === "en") await who.press("Claire Moreau");
  else {
    await who.lock();
    const preferences = JSON.stringify({ scheme: "light", language, textSize: 100, knowsSecretInFile: true });
    const { users } = nutrivault(data, "admin", "user", "list");
    for (const id of ["anyone", ...users.map((user) => user.id)])
      await who.run("localStorage.setItem(`preferences.${arguments[0]}`, arguments[1])", id, preferences);
    await who.reload();
  }
  await who.fill(words.start.name, "claire");
  await who.fill(words.start.password, PASSWORDS.claire);
  await who.press(words.start.signIn);
  await who.until("the open clinic", () => who.find("nav"));
}

/** Begins a recall of nothing, whose search has the focus. */
async function begin(language) {
  await signIn(language);
  const listed = () => claire("recalls", "list", "--patient", id).recalls.map((one) => one.id);
  const { id } = claire("search", "Zoubir").hits[0];
  const known = listed();
  await who.openPatient("Zoubir", "Ines Zoubir", words.frame.findPlaceholder);
  await who.strike(KEY.control, "4");
  await who.press(words.recalls.tab, "[role=tabpanel]");
  await who.press(words.recalls.add, "main");
  await who.press(words.recalls.kinds.twentyFourHours, "[role=menu]");
  await at(words.foods.addTo.breakfast);
  recall = listed().find((one) => !known.includes(one));
  wanted = [];
}

/** Types a line and waits for its row. */
async function enter(typed, food, amount) {
  await at(words.foods.addTo.breakfast);
  wanted.push({ typed, food, grams: gramsOf(food, amount) });
  await who.strikeAll(...typed, KEY.enter);
  await rows(wanted.length);
}

/** Types whole milk without an amount, which is asked for. */
async function ask(language) {
  await at(words.foods.addTo.breakfast);
  await who.strikeAll(...MILK_NAME[language], KEY.enter);
  await at(words.foods.amountOf("").trim());
}

/** Compares all that is stored with what was typed, line by line. */
function agree() {
  const stored = foods();
  assert.equal(stored.length, wanted.length);
  const wrong = stored.flatMap(({ food, portion, amount }, index) => {
    const of = wanted[index];
    const isRight = food === of.food && isStored(portion.grams, of.grams);
    return isRight ? [] : [`'${of.typed}' is ${portion.grams} g of ${food} (${amount}), not ${of.grams} of ${of.food}`];
  });
  assert.deepEqual(wrong, []);
}

for (const language of ["en", "fr"]) {
  const count = AT_ONCE[language].length + ASKED_FOR[language].length + OVER[language].length;
  assert.ok(count >= 30);

  step(`${language}: amounts before their food are stored as the list weighs them`, async () => {
    await begin(language);
    for (const line of AT_ONCE[language]) await enter(...line);
    await who.picture(`amounts-${language}`);
    agree();
  });

  step(`${language}: so are those that are asked for`, async () => {
    for (const [typed, amount] of ASKED_FOR[language]) {
      wanted.push({ typed, food: MILK, grams: gramsOf(MILK, amount) });
      await ask(language);
      await who.strikeAll(...typed, KEY.enter);
      await rows(wanted.length);
    }
    agree();
  });

  step(`${language}: an amount is typed over the one that is there`, async () => {
    for (const [typed, amount] of OVER[language]) {
      await at(words.foods.addTo.breakfast);
      await who.strike(KEY.up);
      await who.until("the last row", () =>
        who.run(
          "return document.activeElement === [...document.querySelectorAll('[data-food-row]')].at(-1) && " +
            "document.querySelector('[data-food-row] input') === null",
        ),
      );
      await who.strikeAll(...typed, KEY.enter);
      wanted[wanted.length - 1] = { typed, food: MILK, grams: gramsOf(MILK, amount) };
      await at(words.foods.addTo.breakfast);
      await who.until(`${typed} to be stored`, () => isStored(foods().at(-1).portion.grams, wanted.at(-1).grams));
    }
    agree();
  });

  step(`${language}: too much is asked about, and what is meant is taken`, async () => {
    const [typed, food, amount, meant] = TOO_MUCH[language];
    await enter(typed, food, amount);
    await who.see(words.foods.use(meant), "[role=alert]");
    agree();
    assert.equal(foods().at(-1).questioned, true);
    await who.press(words.foods.use(meant), "[role=alert]");
    wanted.push({ ...wanted.pop(), grams: gramsOf(food, meant) });
    await who.until("the other amount", () => !foods().at(-1).questioned);
    agree();
  });

  step(`${language}: too much that is right stays`, async () => {
    await enter(...ALSO_TOO_MUCH[language]);
    const right = words.foods.confirmAmount("3 kg");
    await who.see(right, "[role=alert]");
    await who.picture(`amounts-asked-${language}`);
    await who.press(right, "[role=alert]");
    await who.until("no question", () => !foods().at(-1).questioned);
    agree();
  });

  step(`${language}: what is no amount of a food is refused where it is`, async () => {
    const refused = words.foods.takesAmount;
    await ask(language);
    for (const typed of REFUSED[language]) {
      await who.select("[data-entry] input");
      await who.strike(KEY.control, "a");
      await who.strikeAll(...typed);
      await who.until("no refusal", async () => !(await inEntry(refused)));
      await who.strike(KEY.enter);
      await who.until(`the refusal of ${typed}`, () => inEntry(refused));
    }
    await who.picture(`amounts-refused-${language}`);
    agree();
    await who.select("[data-entry] input");
    await who.strike(KEY.control, "a");
    wanted.push({ typed: TWO_CUPS[language], food: MILK, grams: gramsOf(MILK, "2 cup") });
    await who.strikeAll(...TWO_CUPS[language], KEY.enter);
    await rows(wanted.length);
    agree();
  });
}

step("the pages have reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
