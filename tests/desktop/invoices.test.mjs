// A patient is billed by keys alone in the real window: a draft is filled in, with what their insurer asks for, and
// issued, a part of it is paid, receipt and invoice are printed, the front desk takes the rest, and the day is counted.
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
const invoices = () => nutrivault(data, "omar", "invoices", "list", "--patient", patient.id);

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Ines", "--family-name", "Zoubir", "--birth-date", "1950-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  const policy = ["--insurer", "Union Mutual", "--member-id", "U-77"];
  nutrivault(data, "lea", "insurance", "add", "--patient", patient.id, ...policy);
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("billing staff add a code that insurers ask for", async () => {
  await who.press("Omar Haddad");
  await who.signIn("omar", PASSWORDS.omar);
  await who.press("Price list", "[role=tablist]");
  await who.see("Add claim code");
  await who.tabTo("Add claim code");
  await who.strike(KEY.enter);
  await who.see("Offered on invoices", "[role=dialog]");
  await who.strikeAll(..."S9470");
  await who.typeInto("Name", "Nutritional counselling");
  await who.picture("claim-code");
  await who.strike(KEY.enter);
  await who.see("Nutritional counselling saved");
  await who.see("S9470", "main");
});

step("billing staff begin a draft, and its page is computed while they type", async () => {
  await who.press("To invoice", "[role=tablist]");
  await who.until("the visits", () => who.find("tbody tr"));
  await who.picture("to-invoice");
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Billing", "[role=tablist]");
  await who.see("No invoices yet");
  await who.tabTo("New invoice");
  await who.strike(KEY.enter);
  await who.see("Number given on issue.");
  await who.tabTo("Add line");
  await who.strike(KEY.enter);
  await who.strikeAll(..."Body");
  await who.strike(KEY.enter);
  await who.see("€30.00", "main");
  await who.typeInto("Quantity", "2");
  await who.see("€60.00", "main");
  await who.typeInto("Price", "24,995");
  await who.strike(KEY.control, KEY.enter);
  await who.see("An amount with the decimals of the currency.");
  assert.equal((await who.focusedName()).startsWith("Price"), true);
  await who.picture("invoice-draft-wrong");
  await who.typeInto("Price", "24,99");
  // 49.98 and 20 % of it, 9.996, rounded
  await who.see("€59.98", "main");
  await who.picture("invoice-draft");
});

step("it names the policy, who referred the patient, and the code", async () => {
  await who.tabTo("For the insurer");
  await who.strike(KEY.enter);
  await who.see("Referred by", "main");
  await who.typeInto("Insurance policy", "Union");
  await who.strike(KEY.enter);
  assert.equal(await who.value("Insurance policy"), "Union Mutual, U-77");
  await who.typeInto("Referred by", "Dr Paul Renard");
  await who.typeInto("Referrer’s number", "10001234567");
  await who.typeInto("Claim codes", "S9470");
  await who.strike(KEY.enter);
  await who.see("S9470 Nutritional counselling", "main");
  await who.picture("invoice-draft-insurer");
});

step("it is issued by two keys, under a number of this computer", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.see("Issued invoices can’t be changed, only voided.", "[role=dialog]");
  await who.picture("invoice-issue");
  await who.strike(KEY.enter);
  await who.see("Take payment", "main");
  const [issued] = invoices().invoices;
  assert.match(issued.number, /^1-\d{5}-[0-9A-Z]{4}$/);
  assert.deepEqual([issued.sums.net, issued.sums.tax, issued.sums.total], ["49.98", "10.00", "59.98"]);
  assert.equal(invoices().drafts.length, 0);
  await who.see(`Invoice ${issued.number}`);
  for (const text of ["For the insurer", "Union Mutual", "U-77", "Dr Paul Renard (10001234567)"])
    await who.see(text, "main");
  await who.see("S9470 Nutritional counselling", "main");
  await who.picture("invoice-issued");
});

step("a part is paid in cash, more than is left is refused, and Enter prints the receipt", async () => {
  await who.tabTo("Take payment");
  await who.strike(KEY.enter);
  await who.see("Cash given", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."59.99", KEY.enter);
  await who.see("An amount above zero, €59.98 at most.", "[role=dialog]");
  await who.strike(KEY.control, "a");
  await who.strikeAll(..."20");
  await who.typeInto("Cash given", "50");
  await who.see("Change: €30.00", "[role=dialog]");
  await who.picture("payment");
  await who.strike(KEY.enter);
  await who.see("€20.00 taken", "[role=dialog]");
  await who.strike(KEY.enter);
  await who.see("Page 1 of 1");
  const file = path.join(data, "receipt.pdf");
  await savePdf(who, file);
  await who.picture("receipt");
  const [paid] = invoices().invoices;
  assert.deepEqual([paid.state, paid.paid, paid.balance], ["partPaid", "20.00", "39.98"]);
  has(file, "Receipt", paid.number, "20.00", "39.98", "Cash", "Omar Haddad", "Ines Zoubir");
});

step("the invoice is printed with its lines and what is left", async () => {
  await who.strike(KEY.escape);
  await who.strike(KEY.escape);
  await who.until("the dialogs to go", () => who.run("return document.querySelector('[role=dialog]') === null"));
  await who.see("Part paid", "main");
  await who.picture("invoice-part-paid");
  await who.strike(KEY.control, "p");
  await who.see("Page 1 of 1");
  const file = path.join(data, "invoice.pdf");
  await savePdf(who, file);
  await who.picture("print-invoice");
  has(file, "Invoice", invoices().invoices[0].number, "Body composition measurement", "59.98", "39.98", "Ines Zoubir");
});

step("the front desk takes the rest, and may not void", async () => {
  await who.lock();
  await who.signIn("lea", PASSWORDS.lea);
  await who.openPatient("Zoubir", "Ines Zoubir");
  await who.press("Billing", "[role=tablist]");
  const [{ number }] = invoices().invoices;
  await who.tabTo(number);
  await who.strike(KEY.enter);
  await who.see("Take payment", "main");
  assert.equal(await who.shows("More", "main"), false);
  await who.tabTo("Take payment");
  await who.strike(KEY.enter);
  await who.see("Cash given", "[role=dialog]");
  await who.strike(KEY.enter);
  await who.see("€39.98 taken", "[role=dialog]");
  assert.equal(invoices().invoices[0].state, "paid");
});

step("the day is counted by keys, what is missing is shown, and the report is printed", async () => {
  await who.lock();
  await who.signIn("omar", PASSWORDS.omar);
  await who.press("Billing", "nav");
  await who.press("Cash", "[role=tablist]");
  await who.see("Total expected", "main");
  const report = () => nutrivault(data, "omar", "cash", "report").report;
  const asked = report().rows;
  assert.equal(report().is_counted, false);
  const of = (row) => `Counted of ${row.cashier}, ${row.method === "cash" ? "Cash" : "Card"}`;
  for (const row of asked) await who.typeInto(of(row), row.cashier === "Léa Petit" ? "39.48" : row.expected);
  await who.see("−€0.50", "main");
  await who.picture("cash-counted");
  await who.strike(KEY.enter);
  await who.see("Count again", "main");
  const shown = report();
  assert.equal(shown.is_counted, true);
  assert.equal(shown.totals[0].difference, "-0.50");
  await who.picture("cash-closed");
  await who.strike(KEY.control, "p");
  await who.see("Page 1 of 1");
  const file = path.join(data, "cash.pdf");
  await savePdf(who, file);
  await who.picture("print-cash");
  has(file, "Cash report", "Omar Haddad", "Léa Petit", "0.50");
});

step("what is overdue is listed by how long, and a reminder is printed", async () => {
  await who.strike(KEY.escape);
  await who.press("Overdue", "[role=tablist]");
  await who.see("days:", "main");
  await who.picture("overdue");
  const { parts } = nutrivault(data, "omar", "invoices", "overdue");
  const [first] = parts.flatMap((part) => part.invoices);
  await who.press("Print reminder", "main");
  await who.see("Page 1 of 1");
  const file = path.join(data, "reminder.pdf");
  await savePdf(who, file);
  await who.picture("print-reminder");
  has(file, "Payment reminder", first.number);
});
