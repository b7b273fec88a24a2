// A package of sessions by keys alone in the real window: it is sold with the draft of its invoice, a session is used
// by hand and given back, billing pays a visit with it, and a visit that the front desk ends uses one of itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const NAME = "Zubeda Quist";
const SERVICE = "Follow-up, 30 min";
const YEAR = Number(dayAfter(0).slice(0, 4)) + 1;
const step = journey(test);
let who;
let data;
let patient;

/** Books a follow-up, and takes it through these steps. */
function visit(starts, ...steps) {
  const book = ["appointments", "book", "--anyway", "--patient", patient.id, "--starts", starts];
  const { id } = nutrivault(data, "claire", ...book).appointment;
  for (const status of steps) nutrivault(data, "claire", "appointments", "status", id, status);
}
const drafts = () => nutrivault(data, "omar", "invoices", "list", "--patient", patient.id).drafts;
const openPackages = async () => {
  await who.openPatient("Quist", NAME);
  await who.press("Billing", "[role=tablist]");
  await who.see("Packages", "main");
};
/** Gives the focus to a button among more of them than Tab passes. */
const goTo = (name) =>
  who.until(`the button '${name}'`, () =>
    who.run(
      "const button = [...document.querySelectorAll('main button')]" +
        ".find((one) => one.getAttribute('aria-label') === arguments[0]); " +
        "button?.focus(); return button !== undefined && !button.disabled",
      name,
    ),
  );
const closed = () => who.until("the dialog to go", async () => !(await who.text("[role=dialog]")));

before(async () => {
  data = demoClinic();
  const added = ["--given-name", "Zubeda", "--family-name", "Quist", "--birth-date", "1950-05-04"];
  patient = nutrivault(data, "claire", "patients", "add", ...added).patient;
  // done before there is a package, so that billing has it to invoice
  visit(`${dayAfter(-1)}T09:00:00Z`, "ARRIVED", "COMPLETED");
  visit(new Date(Date.now() - 5 * 60_000).toISOString(), "ARRIVED", "IN_ROOM");
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

step("billing staff sell a package, and what is wrong is said at its fields", async () => {
  await who.press("Omar Haddad");
  await who.signIn("omar", PASSWORDS.omar);
  await openPackages();
  await who.see("No packages yet");
  await who.tabTo("Sell package");
  await who.strike(KEY.enter);
  await who.focused("Service");
  await who.strikeAll(..."Follow");
  await who.strike(KEY.enter);
  await who.typeInto("Sessions", "many");
  await who.typeInto("Valid until", "1 1 2020");
  await who.strike(KEY.enter);
  await who.see("A whole number, 1 to 200.", "[role=dialog]");
  await who.see("Use today or a later date", "[role=dialog]");
  await who.focused("Sessions");
  await who.picture("package-wrong");
  await who.typeInto("Sessions", "6");
  await who.see("6 × €45.00 = €270.00", "[role=dialog]");
  await who.typeInto("Valid until", `31 12 ${YEAR}`);
  await who.picture("package-sell");
  await who.strike(KEY.enter);
  await who.see(`Package sold: ${SERVICE}`);
  await who.pointAtMessages();
  await closed();
  await who.see(`6 of 6 left, until 31 Dec ${YEAR}`, "main");
  await who.picture("package-sold");
});

step("its sessions are on the draft of an invoice", async () => {
  await who.press("Open draft");
  await who.see("Number given on issue.");
  await who.see("€270.00", "main");
  const [draft] = drafts();
  assert.deepEqual([drafts().length, draft.sums.total], [1, "270.00"]);
});

step("a session is used by two keys, and given back", async () => {
  await openPackages();
  await who.see("Draft", "main");
  await who.tabTo(`Use a session: ${SERVICE}`);
  await who.strike(KEY.enter);
  await who.focused("Day");
  await who.picture("package-use");
  await who.strike(KEY.enter);
  await who.see("Package used: 5 of 6 left");
  await closed();
  await who.see(`5 of 6 left, until 31 Dec ${YEAR}`, "main");
  await who.tabTo(SERVICE);
  await who.strike(KEY.enter);
  await who.see("Used sessions", "[role=dialog]");
  await who.picture("package-uses");
  await who.tabTo("Give back:");
  await who.strike(KEY.enter);
  await who.see("Session returned: 6 of 6 left");
  await who.see("None used yet.", "[role=dialog]");
  await who.strike(KEY.escape);
  await closed();
  await who.see(`6 of 6 left, until 31 Dec ${YEAR}`, "main");
});

step("billing pays a finished visit with it, and Undo takes that back", async () => {
  await who.press("Billing", "nav");
  await who.see("6 of 6 left", "table");
  await goTo(`Use package: ${NAME}`);
  await who.picture("to-invoice-package");
  await who.strike(KEY.enter);
  await who.see("Package used: 5 of 6 left");
  await who.pointAtMessages();
  const isOffered = () => who.shows(`Use package: ${NAME}`, "main");
  await who.until("the visit to go", async () => !(await who.text("table")).includes(NAME));
  assert.equal(await isOffered(), false);
  await who.press("Undo");
  await who.see("6 of 6 left", "table");
  await goTo(`Use package: ${NAME}`);
  await who.strike(KEY.enter);
  await who.until("the visit to go", async () => !(await who.text("table")).includes(NAME));
  await who.lock();
});

step("a visit that the front desk ends uses one, and Undo gives it back", async () => {
  await who.signIn("lea", PASSWORDS.lea);
  await who.strikeAll("g", "a");
  await who.see("Arrows go from card to card");
  await goTo(`Done: ${NAME}`);
  await who.strike(KEY.enter);
  await who.see("Package: 4 of 6 left");
  await who.pointAtMessages();
  await who.picture("package-done");
  await who.press("Undo");
  await goTo(`Done: ${NAME}`);
  await openPackages();
  await who.see(`5 of 6 left, until 31 Dec ${YEAR}`, "main");
  assert.equal(await who.shows("Sell package", "main"), false);
});
