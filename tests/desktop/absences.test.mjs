// The front desk records an absence by keys alone, sees what lies in it, and nothing is booked into it.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
let patient;
const step = journey(test);

/** A Thursday far enough ahead that the demo has nothing on it: on Wednesdays the hours end earlier. */
function quietDay() {
  let days = 60;
  while (new Date(dayAfter(days)).getUTCDay() !== 4) days += 1;
  return dayAfter(days);
}
const quiet = quietDay();
const dialog = () => who.text("[role=dialog]");
const absences = () => nutrivault(data, "lea", "absences", "list").rows;
const own = () => absences().find(({ reason }) => reason === "Jury duty");

before(async () => {
  data = demoClinic();
  [patient] = nutrivault(data, "lea", "search", "Oisín").hits;
  const words = ["appointments", "book", "--anyway", "--patient", patient.id, "--provider", "claire"];
  nutrivault(data, "lea", ...words, "--starts", `${quiet}T10:00:00Z`);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("the absences of the demo are listed by A, with what lies in each", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.strikeAll("g", "d");
  await who.see("booked,");
  await who.strike("a");
  await who.see("Absences and closed rooms", "[role=dialog]");
  await who.see("Painting", "[role=dialog]");
  const shown = await dialog();
  for (const { reason, name } of absences())
    for (const word of [reason, name]) assert.ok(shown.includes(word), `${word} in ${shown}`);
  await who.picture("absences");
  await who.strike(KEY.escape);
});

step("an absence is recorded by keys, and what lies in it is there before it is saved", async () => {
  await who.fill("Go to a day", quiet);
  await who.strike(KEY.enter);
  await who.see(patient.name, "main");
  // out of the field, where A is a letter
  await who.tabTo("Book");
  await who.strike("a");
  await who.see("Add absence", "[role=dialog]");
  await who.tabTo("Add absence");
  await who.strike(KEY.enter);
  await who.see("Provider or room", "[role=dialog]");
  await who.strike(KEY.down);
  await who.see("Claire Moreau", "[role=listbox]");
  await who.until("the arrows at the dietitian", async () => {
    await who.strike(KEY.down);
    return (await who.text("[role=option][data-combobox-selected]")) === "Claire Moreau";
  });
  await who.strike(KEY.enter);
  await who.see("1 appointment falls in this absence.", "[role=dialog]");
  await who.tabTo("Reason");
  await who.strikeAll(..."Jury duty");
  await who.picture("absence-form");
  await who.strike(KEY.enter);
  await who.see("The absence of Claire Moreau is saved");
  await who.until("the absence", () => own() !== undefined);
  assert.equal(own().inside, 1);
});

step("its band has words, and the card in it says that the dietitian is absent", async () => {
  await who.strike(KEY.escape);
  await who.see("Absent · Jury duty", "main");
  await who.see("Provider absent", "main");
  await who.until("the number in its button", () => who.find("[aria-label^='Absences: ']"));
  await who.picture("absent-day");
  await who.strike("m");
  await who.see("free", "main");
  await who.choose("Whose diary", "Claire Moreau");
  await who.see("Absent 08:00–18:00", "main");
  await who.picture("absent-month");
  await who.strike("d");
  await who.see("Absent · Jury duty", "main");
});

step("nothing is booked into it, and the field says why", async () => {
  await who.press("Book", "main");
  await who.see("Book an appointment", "[role=dialog]");
  await who.fill("Patient", "Leandra", "[role=dialog]");
  await who.see("Leandra Bardhi", "[role=dialog] ul");
  await who.strike(KEY.enter);
  await who.choose("Provider", "Claire Moreau");
  await who.see("Provider absent", "[role=dialog]");
  await who.press("Book", "[role=dialog]");
  await who.see("The provider is absent then.", "[role=dialog]");
  await who.picture("absent-refused");
  await who.strike(KEY.escape);
});

step("the list of the day has it, and after its end the time is free again", async () => {
  const file = path.join(data, "list.pdf");
  nutrivault(data, "lea", "print", "day-list", "--day", quiet, "--out", file);
  has(file, "Claire Moreau", "Absent", patient.name);
  await who.until("the dialog to go", async () => !(await who.shows("Book an appointment")));
  await who.strike("a");
  await who.see("Jury duty", "[role=dialog]");
  const { id } = own();
  nutrivault(data, "lea", "absences", "end", id);
  await who.until("the end", async () => !(await dialog()).includes("Jury duty"));
  assert.equal(own(), undefined);
});
