// Laboratory tests by keys alone in the real window: the doctor orders them, the technician's first page has them, a
// critical value asks who was told, and the results need the doctor until they are marked as read.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);
const labs = () => nutrivault(data, "david", "labs", "list", "--patient", patient.id);
const focused = () => who.run("return document.activeElement.labels?.[0]?.textContent ?? ''");
const atField = (name) => who.until(`the focus at '${name}'`, async () => (await focused()).startsWith(name));

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1950-05-04", "--sex", "FEMALE"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("a doctor orders tests by their letters", async () => {
  await who.press("David Osei");
  await who.signIn("david", PASSWORDS.david);
  await who.see("Appointments today");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Labs and medicines", "[role=tablist]");
  await who.see("No laboratory results yet");
  await who.tabTo("Order tests");
  await who.strike(KEY.enter);
  await atField("Add test");
  await who.strikeAll(..."potas", KEY.enter);
  await who.see("Potassium", "ul");
  await who.strikeAll(..."Quagga", KEY.enter);
  await who.see("Quagga", "ul");
  await who.picture("lab-order");
  await who.strike(KEY.control, KEY.enter);
  await who.see("Potassium, Quagga", "table");
  const [order] = labs().orders;
  assert.deepEqual([order.state, order.tests.map(({ name }) => name)], ["ordered", ["Potassium", "Quagga"]]);
  await who.picture("lab-orders");
});

step("the request is printed as it is previewed", async () => {
  await who.tabTo("More: Order: Potassium, Quagga");
  await who.strike(KEY.enter);
  await who.see("Print request", "[role=menu]");
  await who.press("Print request");
  await who.see("Page 1 of 1");
  const file = path.join(data, "request.pdf");
  await savePdf(who, file);
  await who.picture("print-lab-order");
  has(file, "Laboratory request", "Potassium", "Quagga", "Ordered by David Osei", "Ines Zoubir");
});

step("the technician's first page has it, and C and Enter collect it", async () => {
  await who.lock();
  await who.signIn("tomas", PASSWORDS.tomas);
  await who.see("To collect ");
  await who.picture("lab-work");
  await who.tabTo("Name, number or birth date");
  await who.strikeAll(..."zoubir");
  await who.see("To collect 1");
  await who.see("Potassium, Quagga", "table");
  await who.tabTo("Ines Zoubir");
  await who.strike("c");
  await who.see("Collect Potassium, Quagga?", "[role=dialog]");
  await atField("Laboratory");
  await who.picture("lab-collect");
  await who.strikeAll(..."Central", KEY.enter);
  await who.see("All done");
  const [order] = labs().orders;
  assert.deepEqual([order.state, order.laboratory, order.collected.by], ["collected", "Central", "Tomás Silva"]);
});

step("a critical value asks who was told before it is stored", async () => {
  await who.press("Results to enter 1");
  await who.see("Potassium, Quagga", "table");
  await who.tabTo("Ines Zoubir");
  await who.strike("e");
  await who.see("Still to come: Potassium, Quagga");
  await atField("Value");
  await who.strikeAll(..."6.9", KEY.enter);
  await atField("Who was told?");
  await who.picture("lab-critical");
  assert.deepEqual(labs().sheets, []);
  await who.strikeAll(..."Dr Osei, by phone", KEY.enter);
  await who.see("Still to come: Quagga");
  await atField("Value");
  await who.strikeAll(..."negative", KEY.enter);
  await who.see("Results to enter 1");
  const [sheet] = labs().sheets;
  assert.deepEqual(
    [sheet.order.state, sheet.results[0].reading.flag, sheet.results[0].informed.who],
    ["resulted", "criticalHigh", "Dr Osei, by phone"],
  );
});

step("the results need the doctor until they are marked as read", async () => {
  await who.lock();
  await who.press("David Osei");
  await who.signIn("david", PASSWORDS.david);
  // from the page on which he was last
  await who.strikeAll("g", "t");
  await who.see("Critical laboratory result, not read");
  await who.picture("needs-critical");
  await who.tabTo("Ines Zoubir");
  await who.strike(KEY.enter);
  await who.see("Not read");
  await who.see("Dr Osei, by phone");
  await who.picture("lab-unread");
  await who.tabTo("Mark as read");
  await who.strike(KEY.enter);
  await who.see("Marked as read");
  await who.until("the sheet to be read", async () => labs().sheets[0].order.is_unread === false);
  assert.equal(labs().sheets[0].order.read.by, "David Osei");
  await who.picture("lab-read");
});
