// No clinical word reaches the front desk: words that are planted in every clinical text of a patient who comes today
// are on no page, dialog or print that a receptionist opens, and the same walk shows all of them to a dietitian.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { CANARIES, GIVEN, NAME, disagree, plant } from "./canaries.mjs";
import { PASSWORDS, dayAfter } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { savePdf, textOf } from "./prints.mjs";
import { threeComputers } from "./screens.mjs";
import { walker } from "./shown.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

/** Of a chart, as a dietitian has them: tabs, panels and headings of lists. */
const HEADINGS = [
  ...[
    "Overview",
    "Visits",
    "Measurements",
    "Plan",
    "Labs and medicines",
    "Allergies and dislikes",
    "Conditions",
    "Medicines",
  ],
  ...["Background", "Goals", "Last note", "Recalls", "Meal plans"],
  ...["Diet orders", "Handouts", "Needs", "Screening", "Prescriptions", "Pregnancies"],
];
/** Fewer would say that the walk had missed something. */
const STOPS_MIN = 70;
const TABS = "main [role=tablist] [role=tab]";
const step = journey(test);
const visited = [];
const titles = new Set();
const read = { texts: "", headings: new Set() };
let computers;
let data;
let who;
let walk;
let isFrontDesk = false;

/** Fails at the stop that shows a word of the chart. */
function check(name, shown) {
  visited.push(name);
  shown.titles.forEach((title) => titles.add(title));
  if (!isFrontDesk) {
    read.texts += shown.texts;
    shown.headings.forEach((head) => read.headings.add(head));
    return;
  }
  const texts = shown.texts.toLowerCase();
  for (const [planted, word] of Object.entries(CANARIES))
    assert.ok(!texts.includes(word.toLowerCase()), `${name} shows '${word}', the ${planted}`);
  for (const head of HEADINGS) assert.ok(!shown.headings.includes(head), `${name} has the heading '${head}'`);
}
const tabsOf = (css) =>
  who.run("return [...document.querySelectorAll(arguments[0])].map((tab) => tab.textContent.trim())", css);
const page = (name) => () => who.press(name, "nav");
const patientTab = (tab) => async () => {
  await who.openPatient(GIVEN, NAME);
  await who.press(tab, "main [role=tablist]");
};
const day = (days) => async () => {
  await who.press("Diary", "nav");
  await who.fill("Go to a day", dayAfter(days), "main");
  await who.strike(KEY.enter);
};
/** Runs in the page: opens the card of an appointment with this text. */
const OPEN_CARD = `
  const [name] = arguments;
  const cards = [...document.querySelectorAll("[draggable=true]")].filter((one) => one.textContent.includes(name));
  // one that overlaps it names it, too, behind its own patient
  const [card] = cards.sort((one, other) => one.textContent.indexOf(name) - other.textContent.indexOf(name));
  card?.click();
  return card !== undefined;
`;
/** Comes to an appointment of a day, and opens it. */
const card = (days, text) => async () => {
  await day(days)();
  await who.until(`the card '${text}'`, () => who.run(OPEN_CARD, text));
  await who.see("Move to", "[role=dialog]");
};
/** Opens the row of a list that has this text. */
const openRow = (text) =>
  who.until(`the row '${text}'`, () =>
    who.run(
      "const row = [...document.querySelectorAll('main tbody tr')].find((one) => " +
        "one.textContent.includes(arguments[0])); row?.querySelector('[data-row-link]').click(); return Boolean(row)",
      text,
    ),
  );
/** The pdf of what the preview shows, as text. */
async function printed(name) {
  const file = path.join(data, `${name}.pdf`);
  await savePdf(who, file);
  const text = textOf(file);
  check(`print of ${name}`, { texts: text, headings: [], titles: [] });
  await who.strike(KEY.escape);
  return text;
}

before(async () => {
  computers = await threeComputers();
  data = computers.data;
  disagree(computers, plant(data));
  who = person(await openWindow({ data }));
  walk = walker(who, NAME, check);
});
after(async () => {
  await who?.close();
  await computers?.close();
});

step("a dietitian is shown each of the words, and the headings of a chart", async () => {
  await who.signIn("claire", PASSWORDS.claire);
  await who.see("Appointments today");
  await walk.collect();
  await walk.stop("Today");
  await who.openPatient(GIVEN, NAME);
  for (const tab of await tabsOf(TABS)) {
    await who.press(tab, "main [role=tablist]");
    await walk.stop(tab);
    const parts = tab === "Visits" ? ["Timeline", "Records"] : await tabsOf("[role=tabpanel] [role=tab]");
    for (const part of parts) {
      await who.press(part, "[role=tabpanel]");
      await walk.stop(`${tab}: ${part}`);
    }
  }
  await patientTab("Plan")();
  await who.press("Recalls", "[role=tabpanel]");
  await openRow("24-hour recall");
  await walk.stop("Recall");
  await patientTab("Visits")();
  await openRow("Addendum");
  await walk.stop("Note");
  await day(3)();
  await who.see(CANARIES.topic, "main");
  await walk.stop("Diary");
  const unseen = Object.values(CANARIES).filter((word) => !read.texts.includes(word));
  assert.deepEqual([unseen, HEADINGS.filter((head) => !read.headings.has(head))], [[], []]);
  await who.lock();
});

step("the front desk opens each page of the menu, and each part of it", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  visited.length = 0;
  titles.clear();
  isFrontDesk = true;
  await walk.collect();
  const pages = await walk.names("nav[data-pane=nav]");
  for (const needed of ["Today", "Patients", "Diary", "Arrivals", "Billing", "Conflicts", "Review", "Sync"])
    assert.ok(pages.includes(needed), `${needed} in ${pages}`);
  for (const name of pages) {
    await page(name)();
    await walk.stop(name);
    for (const part of await tabsOf(TABS)) {
      await who.press(part, "main [role=tablist]");
      await walk.stop(`${name}: ${part}`);
    }
  }
  assert.ok(pages.every((name) => visited.includes(name)));
});

step("each tab of the patient with what it opens", async () => {
  await who.openPatient(GIVEN, NAME);
  const tabs = await tabsOf(TABS);
  assert.deepEqual(tabs, ["Contact", "Appointments", "Billing"]);
  for (const tab of tabs) await walk.pressEach(tab, patientTab(tab));
});

step("the day with what it opens, an appointment and a group session", async () => {
  await walk.pressEach("Today", page("Today"));
  const isStep = (name) => /^(Previous|Next|Today|Dismiss|Waiting|Reminders|Clashes)|^\d/.test(name);
  await walk.pressEach("Diary", day(1), { except: isStep });
  const isWay = (name) => /^(Close|Open patient)/.test(name);
  await walk.pressEach("Appointment", card(1, NAME), { room: "[role=dialog]", except: isWay });
  await walk.pressEach("Group session", card(3, "Group"), { room: "[role=dialog]", except: isWay });
});

step("who waits, who is to be reminded, what clashes, who has arrived", async () => {
  for (const name of ["Waiting list", "Reminders", "Clashes"])
    await walk.pressEach(name, async () => {
      await who.press("Diary", "nav");
      await who.press(name, "main");
    });
  await walk.pressEach("Arrivals", page("Arrivals"), { except: (name) => name.startsWith("Privacy") });
});

step("alerts, the menu of the user and the list of keys", async () => {
  await who.strikeAll("g", "l");
  await who.see("Raise alert", "main");
  await walk.pressEach("Alerts", () => who.strikeAll("g", "l"), { except: (name) => name.startsWith("Ack") });
  await who.press("User menu", "header");
  await walk.stop("User menu");
  await walk.leave();
  await who.strike(KEY.shift, "?");
  await walk.stop("Keys");
  await walk.leave();
});

step("no word of the chart finds the patient", async () => {
  const { condition, substance, medication, signed, goal, document } = CANARIES;
  for (const word of [condition, substance, medication, signed, goal, document]) {
    await who.press("Find a patient or action");
    await who.fill("Find a patient or action", word, "[role=dialog]");
    await who.see(`No patient matches '${word}'`, "[role=dialog]");
    await walk.leave();
    await who.press("Patients", "nav");
    await who.fill("Name, phone, birth date or file number", word, "main");
    await who.see(`No patient matches '${word}'`, "main");
  }
  // what was typed was shown, too
  await who.press("Today", "nav");
  await who.run("window.shownTexts.clear()");
  await who.openPatient(GIVEN, NAME);
  await walk.stop("Found by the name");
});

step("no print has a word of the chart", async () => {
  await page("Today")();
  await day(1)();
  await who.press("Print day list", "main");
  assert.match(await printed("day-list"), new RegExp(NAME));
  await card(1, NAME)();
  await who.press("Print card", "[role=dialog]");
  assert.match(await printed("card"), new RegExp(NAME));
  await walk.leave();
  await patientTab("Billing")();
  await openRow("Issued");
  await who.press("Print", "main");
  assert.match(await printed("invoice"), new RegExp(NAME));
});

step("the walk has been everywhere", async () => {
  assert.ok(visited.length >= STOPS_MIN, visited.join("\n"));
  const opened = ["Book an appointment", "Absences and closed rooms", "Print: Day list", "Invite to the portal"];
  for (const title of opened) assert.ok(titles.has(title), `${title} in ${[...titles]}`);
  assert.deepEqual(await who.consoleErrors(), []);
});
