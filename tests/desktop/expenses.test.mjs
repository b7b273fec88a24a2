// What the clinic itself paid for by keys alone in the real window: an expense is recorded, changed, removed and put
// back, the cash report subtracts it, and the month is printed; the front desk sees its own, and a manager all.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { has, savePdf } from "./prints.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const NOTE = "Stamps and envelopes";
const TODAY = dayAfter(0);
const YEAR = Number(TODAY.slice(0, 4));
const step = journey(test);
let who;
let data;

const written = (options) =>
  new Date(`${TODAY}T12:00:00Z`).toLocaleDateString("en-GB", { timeZone: "UTC", year: "numeric", ...options });
const MONTH = written({ month: "long" });
const DAY = written({ day: "numeric", month: "short" }).replace("Sept ", "Sep ");
const money = (amount) =>
  `${Number(amount) < 0 ? "−" : ""}€${Math.abs(amount).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;
/** All of the demo and of this test, as one user may see them. */
const expenses = (user) =>
  nutrivault(data, user, "expenses", "list", "--from", dayAfter(-60), "--until", TODAY).expenses;
const recorded = () => expenses("omar").filter(({ note }) => note === NOTE);
const openExpenses = async () => {
  await who.press("Billing", "nav");
  await who.press("Expenses", "[role=tablist]");
  await who.see(`Expenses, ${MONTH}`, "main");
};
const closed = () => who.until("the dialog to go", async () => !(await who.text("[role=dialog]")));

before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("billing staff record an expense, and mistakes are said at their fields", async () => {
  await who.press("Omar Haddad");
  await who.signIn("omar", PASSWORDS.omar);
  await openExpenses();
  await who.tabTo("Record expense");
  await who.strike(KEY.enter);
  await who.focused("Amount");
  await who.strikeAll(..."0");
  await who.tabTo("Category");
  await who.strikeAll(..."Supp");
  await who.strike(KEY.enter);
  await who.typeInto("Day", `31 12 ${YEAR + 1}`);
  await who.strike(KEY.enter);
  await who.see("An amount above zero, with the decimals of the currency.", "[role=dialog]");
  await who.see("A day from 1900 until today", "[role=dialog]");
  await who.focused("Amount");
  await who.picture("expense-wrong");
  await who.typeInto("Amount", "12,5");
  await who.typeInto("Day", TODAY);
  await who.typeInto("What for", NOTE);
  await who.see("it is subtracted from what you took on that day", "[role=dialog]");
  await who.picture("expense");
  await who.strike(KEY.enter);
  await who.see(`Expense recorded: ${NOTE}, €12.50`);
  await closed();
  await who.see(NOTE, "table");
  await who.picture("expenses");
  const [made, ...others] = recorded();
  assert.equal(others.length, 0);
  assert.deepEqual(
    [made.spent_on, made.category, made.method, made.amount, made.currency, made.recorded_by],
    [TODAY, "supplies", "cash", "12.50", "EUR", "Omar Haddad"],
  );
});

step("what is typed is there again after Escape, and Cancel throws it away", async () => {
  const count = expenses("omar").length;
  await who.tabTo("Record expense");
  await who.strike(KEY.enter);
  await who.focused("Amount");
  await who.strikeAll(..."7.30");
  await who.strike(KEY.escape);
  await closed();
  await who.tabTo("Record expense");
  await who.strike(KEY.enter);
  await who.see("Restored what you typed until", "[role=dialog]");
  assert.equal(await who.value("Amount"), "7.30");
  await who.tabTo("Cancel");
  await who.strike(KEY.enter);
  await closed();
  assert.equal(expenses("omar").length, count);
});

step("its row opens it, and the amount is changed by keys", async () => {
  await who.tabTo(`${DAY}, ${NOTE}`);
  await who.strike(KEY.enter);
  await who.see("Edit expense", "[role=dialog]");
  await who.focused("Amount, EUR");
  await who.typeInto("Amount", "13.20");
  await who.strike(KEY.enter);
  await who.see(`Expense saved: ${NOTE}, €13.20`);
  await closed();
  await who.see("€13.20", "table");
  assert.deepEqual(
    recorded().map(({ amount }) => amount),
    ["13.20"],
  );
});

step("the cash report of the day subtracts it", async () => {
  await who.press("Cash", "[role=tablist]");
  await who.see("of it €13.20 paid out for expenses", "main");
  await who.picture("cash-spent");
  const { rows } = nutrivault(data, "omar", "cash", "report").report;
  const spent = rows.filter((row) => row.spent !== null);
  assert.deepEqual(
    spent.map((row) => [row.cashier, row.method, row.spent]),
    [["Omar Haddad", "cash", "13.20"]],
  );
  await who.see(money(spent[0].expected), "table");
});

step("it is removed with a reason, and Undo puts it back", async () => {
  await openExpenses();
  await who.press(`More: ${NOTE}, €13.20`, "main");
  await who.press("Remove expense", "[role=menu]");
  await who.see(`Remove the expense ${NOTE}, €13.20?`, "[role=dialog]");
  await who.focused("Reason");
  await who.strikeAll(..."Recorded twice", KEY.enter);
  await who.see(`Expense removed: ${NOTE}, €13.20`);
  await who.pointAtMessages();
  await closed();
  assert.deepEqual(recorded(), []);
  await who.picture("expense-removed");
  await who.press("Undo");
  await who.see(NOTE, "table");
  assert.equal(recorded().length, 1);
});

step("the month is printed with its sums", async () => {
  await who.strike(KEY.control, "p");
  await who.see("Page 1 of 1");
  const file = path.join(data, "expenses.pdf");
  await savePdf(who, file);
  await who.picture("print-expenses");
  has(file, "Expenses, 1 ", NOTE, "Supplies", "13.20", "Omar Haddad", "By category", "Total");
  await who.strike(KEY.escape);
  await who.strike(KEY.escape);
  await closed();
  await who.lock();
});

step("the front desk sees what it recorded itself, and no rent", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await openExpenses();
  await who.see("These are the expenses that you recorded yourself.", "main");
  // they are of yesterday and of the week before
  if (dayAfter(-1).slice(0, 7) !== TODAY.slice(0, 7)) await who.press("Previous month", "main");
  await who.see("Gloves and paper towels", "table");
  await who.picture("expenses-own");
  for (const other of [NOTE, "Rooms on the ground floor", "Omar Haddad"])
    assert.equal(await who.shows(other, "main"), false, other);
  assert.equal(await who.shows("Record expense", "main"), true);
  assert.deepEqual([...new Set(expenses("lea").map((one) => one.recorded_by))], ["Léa Petit"]);
  assert.equal(expenses("lea").length, 2);
  await who.lock();
});

step("a manager sees all, changes none, and has them in the report", async () => {
  await who.signIn("grace", PASSWORDS.grace);
  await openExpenses();
  await who.see(NOTE, "table");
  assert.equal(await who.shows("Record expense", "main"), false);
  assert.equal(await who.shows(`More: ${NOTE}`, "main"), false);
  await who.press("Reports", "nav");
  await who.choose("Period", "This year");
  const period = ["--from", `${YEAR}-01-01`, "--until", `${YEAR}-12-31`];
  const [sum] = nutrivault(data, "grace", "reports", "show", ...period).report.expenses;
  await who.see(`${money(sum.total)} spent, ${money(sum.left)} income less expenses`, "main");
  await who.press("Table: Expenses, EUR", "main");
  await who.see("Income less expenses", "table");
  await who.picture("report-expenses");
});
