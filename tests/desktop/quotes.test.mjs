// A quote by keys alone in the real window: it is written, printed, declined and open again, an invoice is made of it
// by two keys, another is removed and put back, and the front desk only looks at them.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const NAME = "Zubeda Quist";
const SERVICE = "Body composition measurement";
const YEAR = Number(dayAfter(0).slice(0, 4)) + 1;
const step = journey(test);
let who;
let data;
let patient;
let number;

const quotes = () => nutrivault(data, "omar", "quotes", "list", "--patient", patient.id).quotes;
const openQuotes = async () => {
  await who.openPatient("Quist", NAME);
  await who.press("Billing", "[role=tablist]");
  await who.see("Quotes", "main");
};
const closed = () => who.until("the dialog to go", async () => !(await who.text("[role=dialog]")));

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Zubeda", "--family-name", "Quist", "--birth-date", "1950-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("billing staff write a quote, and what is wrong is said at its fields", async () => {
  await who.press("Omar Haddad");
  await who.signIn("omar", PASSWORDS.omar);
  await openQuotes();
  await who.see("No quotes yet");
  await who.tabTo("New quote");
  await who.strike(KEY.enter);
  await who.see("No lines", "main");
  await who.tabTo("Add line");
  await who.strike(KEY.enter);
  await who.focused("Service");
  await who.strikeAll(..."Body");
  await who.strike(KEY.enter);
  await who.see("€30.00", "main");
  await who.typeInto("Quantity", "some");
  await who.typeInto("Valid until", "1 1 2020");
  await who.strike(KEY.enter);
  await who.see("A whole number, 1 to 9,999.", "main");
  await who.see("Write a day within two years", "main");
  await who.focused("Quantity");
  await who.picture("quote-wrong");
  await who.typeInto("Quantity", "3");
  await who.see("€90.00", "main");
  await who.typeInto("Valid until", `31 3 ${YEAR}`);
  await who.typeInto("Note for the patient", "Three measurements, one a month");
  await who.see(`Valid until 31 Mar ${YEAR}`, "main");
  await who.picture("quote-edit");
  await who.strike(KEY.enter);
  await who.see("Quote saved");
  await who.see("Waiting", "main");
  const [made] = quotes();
  ({ number } = made);
  assert.match(number, /^Q1-\d{5}-[0-9A-Z]{4}$/);
  assert.deepEqual(
    [quotes().length, made.state, made.sums.total, made.valid_until],
    [1, "waiting", "90.00", `${YEAR}-03-31`],
  );
});

step("it is printed with its last day and its note", async () => {
  await who.see(`Quote ${number}`);
  await who.until("what is typed to be saved", async () =>
    who.run("return document.querySelector('main [data-print]')?.disabled === false"),
  );
  await who.strike(KEY.control, "p");
  await who.see("Page 1 of 1");
  const file = path.join(data, "quote.pdf");
  await savePdf(who, file);
  await who.picture("print-quote");
  has(file, "Quote", number, SERVICE, "90.00", `31 Mar ${YEAR}`, "Three measurements, one a month", NAME);
  await who.strike(KEY.escape);
  await who.strike(KEY.escape);
  await closed();
});

step("it is declined, and Undo takes that back", async () => {
  await who.tabTo("Patient declined");
  await who.strike(KEY.enter);
  await who.see(`Quote declined: ${number}`);
  await who.pointAtMessages();
  await who.see("Not declined", "main");
  assert.equal(await who.shows("Make invoice", "main"), false);
  assert.equal(quotes()[0].state, "declined");
  await who.picture("quote-declined");
  await who.press("Undo");
  await who.see("Make invoice", "main");
  assert.equal(quotes()[0].state, "waiting");
});

step("what is typed is there again after a lock", async () => {
  await who.typeInto("Note for the patient", "Four measurements");
  await who.lock();
  await who.signIn("omar", PASSWORDS.omar);
  await who.see("Restored what you typed until", "main");
  assert.equal(await who.value("Note for the patient"), "Four measurements");
  await who.tabTo("Start over");
  await who.strike(KEY.enter);
  await who.until("what is stored", async () => (await who.value("Note for the patient")).startsWith("Three"));
});

step("it waits in the list of billing, and an invoice is made of it by two keys", async () => {
  await who.press("Billing", "nav");
  await who.press("Quotes", "[role=tablist]");
  await who.see(number, "table");
  await who.picture("quotes");
  await who.tabTo(NAME);
  await who.strike(KEY.enter);
  await who.see(`Quote ${number}`);
  await who.see("Add line", "main");
  await who.strike(KEY.control, KEY.enter);
  await who.see("Number given on issue.");
  await who.see(`From quote ${number}`, "main");
  await who.see("€90.00", "main");
  await who.picture("quote-invoice-draft");
  const [made] = quotes();
  assert.deepEqual([made.state, made.invoice.invoice_id], ["invoiced", null]);
  await who.strike(KEY.control, KEY.enter);
  await who.see("Issued invoices can’t be changed, only voided.", "[role=dialog]");
  await who.strike(KEY.enter);
  await who.see("Take payment", "main");
  const { invoice } = quotes()[0];
  await who.tabTo(`From quote ${number}`);
  await who.strike(KEY.enter);
  await who.see(`Invoice ${invoice.number}`, "main");
  await who.see("Invoiced", "main");
  for (const name of ["Add line", "Make invoice", "Patient declined"])
    assert.equal(await who.shows(name, "main"), false);
  await who.picture("quote-invoiced");
});

step("one that was made in error is removed with a reason, and Undo puts it back", async () => {
  nutrivault(data, "omar", "quotes", "new", "--patient", patient.id, "--line", "PHONE*2", "--note", "By phone");
  const [second] = quotes();
  await openQuotes();
  await who.see(second.number, "main");
  await who.picture("quotes-patient");
  await who.tabTo(second.number);
  await who.strike(KEY.enter);
  await who.see(`Quote ${second.number}`);
  await who.press("More", "main");
  await who.press("Remove quote", "[role=menu]");
  await who.see(`Remove the quote ${second.number}?`, "[role=dialog]");
  await who.focused("Reason");
  await who.strikeAll(..."Made twice", KEY.enter);
  await who.see(`Quote removed: ${second.number}`);
  await who.pointAtMessages();
  assert.equal(quotes().length, 1);
  await who.press("Undo");
  await who.see(second.number, "main");
  assert.equal(quotes().length, 2);
  await who.lock();
});

step("the front desk looks at them, and writes none", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await openQuotes();
  await who.see(number, "main");
  assert.equal(await who.shows("New quote", "main"), false);
  const [{ number: second }] = quotes();
  await who.tabTo(second);
  await who.strike(KEY.enter);
  await who.see(`Quote ${second}`);
  await who.see("By phone", "main");
  assert.equal(await who.shows("Make invoice", "main"), false);
  assert.equal(await who.shows("Save quote", "main"), false);
});
