// The price list in the real window by keys alone: billing staff add a service and correct its price.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
const services = () => nutrivault(data, "omar", "services", "list").services;

/** Types into the next field of this name. */
async function type(name, text) {
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

step("billing staff begin with billing, and see neither the diary nor a chart", async () => {
  await who.signIn("omar", PASSWORDS.omar);
  await who.press("Price list", "[role=tablist]");
  await who.see("Add service");
  const nav = await who.run("return document.querySelector('nav').textContent");
  for (const page of ["Diary", "Settings", "Audit"]) assert.ok(!nav.includes(page), `${page} in ${nav}`);
  await who.picture("price-list");
});

step("a service is added, and a price that is none is refused at its field", async () => {
  await who.tabTo("Add service");
  await who.strike(KEY.enter);
  await who.see("Price before tax", "[role=dialog]");
  await who.strikeAll(..."COOK");
  await type("Name", "Cooking class, 2 h");
  await type("Price before tax", "12.345");
  await who.strike(KEY.enter);
  await who.see("An amount with 2 decimals at most.", "[role=dialog]");
  await who.focused("Price before tax");
  await who.picture("service");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."34,5");
  await who.strike(KEY.enter);
  await who.see("Cooking class, 2 h saved");
  const added = services().find(({ code }) => code === "COOK");
  assert.deepEqual([added.price, added.tax, added.is_active], ["34.50", "0", true]);
});
