// Exchanges in the real window by keys alone: an admin adds a table.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const tables = () => nutrivault(data, "admin", "exchange-tables", "list").exchange_tables;

/** Types into the next field of this name. */
async function type(name, text) {
  await who.strike(KEY.tab);
  await who.tabTo(name);
  await who.strikeAll(...text);
}

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("an admin adds a table of two groups, and a slip of a digit is asked about", async () => {
  await who.signIn("admin", PASSWORDS.admin);
  await who.press("Settings", "nav");
  await who.press("Nutrition", "main nav");
  await who.see("Exchange tables");
  await who.tabTo("Add table");
  await who.strike(KEY.enter);
  await who.see("Group 1", "[role=dialog]");
  await who.tabTo("Name");
  await who.strikeAll(..."Small list");
  await type("Name of the group", "Starch");
  await type("Carbohydrate, g", "150");
  await type("Foods", "bread");
  await who.strike(KEY.down, KEY.enter);
  await who.tabTo("Add group");
  await who.strike(KEY.enter);
  await who.see("Group 2", "[role=dialog]");
  // the new group takes the focus
  await who.focused("Name of the group");
  await who.strikeAll(..."Milk");
  await type("Carbohydrate, g", "12");
  await who.tabTo("Foods");
  await who.strikeAll(..."milk");
  await who.strike(KEY.down, KEY.enter);
  await who.tabTo("Save table");
  await who.strike(KEY.enter);
  await who.see("0 to 100 g", "[role=dialog]");
  await who.focused("Carbohydrate");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."15");
  await who.picture("exchange-table");
  await who.strike(KEY.enter);
  await who.see("Small list saved");
  const own = tables().find(({ name }) => name === "Small list");
  assert.deepEqual(
    own.groups.map(({ name, carbohydrate, foods }) => [name, carbohydrate, foods]),
    [
      ["Starch", "15", ["bread"]],
      ["Milk", "12", ["dairy"]],
    ],
  );
  await who.picture("exchange-tables");
});
