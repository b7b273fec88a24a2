// Every key of the list of keys, struck in the real window; the mouse is not touched.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, remove } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let who;
let data;
const step = journey(test);
before(async () => {
  data = demoClinic();
  who = person(await openWindow({ data }));
});
after(async () => {
  await who?.close();
  if (data) remove(data);
});

const dialogs = () =>
  who.run("return [...document.querySelectorAll('[role=dialog]')].filter((e) => e.checkVisibility()).length");
const heading = (text) =>
  who.until(`the page '${text}'`, () =>
    who.run("return [...document.querySelectorAll('h1')].some((e) => e.textContent.startsWith(arguments[0]))", text),
  );
const focused = () =>
  who.run(
    `const e = document.activeElement;
    return e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent;`,
  );
const isFocused = (name) => who.until(`the focus on '${name}'`, async () => (await focused()) === name);
const pane = () => who.run("return document.activeElement.closest('[data-pane]')?.dataset.pane ?? ''");
const isPane = (name) => who.until(`the pane '${name}'`, async () => (await pane()) === name);
const closed = () => who.until("the dialog to close", async () => (await dialogs()) === 0);
/** Whether whatever has the focus shows it. */
const showsFocus = () =>
  who.until("a ring around the focus", () =>
    who.run(`const e = document.activeElement;
    const hasRing = (one) => {
      const style = getComputedStyle(one);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    return e !== document.body && (hasRing(e) || (e.parentElement !== null && hasRing(e.parentElement)));`),
  );

step("signing in takes a name's first letters, Enter, a password, Enter", async () => {
  await who.see("Riverside Nutrition Clinic");
  await isFocused("User name");
  await who.strikeAll("c", "l", KEY.enter);
  await isFocused("Password");
  for (const letter of PASSWORDS.claire) await who.strike(letter);
  await who.strike(KEY.enter);
  await heading("Today");
});

step("Ctrl K finds, Esc closes the topmost thing only", async () => {
  await who.strike(KEY.control, "k");
  await isFocused("Find a patient or action");
  await who.strike(KEY.escape);
  await closed();
  await heading("Today");
});

step("Ctrl K takes every letter that follows at once", async () => {
  await who.strike(KEY.control, "k");
  await who.strikeAll(..."carlos m");
  const field = "document.querySelector('[role=dialog] input[data-palette]')";
  await who.until("the letters", () => who.run(`return ${field}?.value === "carlos m"`));
  await who.strike(KEY.escape);
  await closed();
  await heading("Today");
});

step("Ctrl N registers, and Ctrl Shift N books", async () => {
  await who.strike(KEY.control, "n");
  await heading("Register a patient");
  await isFocused("Given name");
  await who.strike(KEY.control, KEY.shift, "n");
  await who.see("Book an appointment", "[role=dialog]");
  await isFocused("Patient");
  // keys of the page do nothing under a dialog
  await who.strike(KEY.control, KEY.enter);
  await who.strike(KEY.control, "n");
  await who.see("Book an appointment", "[role=dialog]");
  await isFocused("Patient");
  await who.strike(KEY.escape);
  await closed();
});

step("G and a letter go to a page, but not while something is typed", async () => {
  for (const [letter, page] of [
    ["t", "Today"],
    ["s", "Sync"],
    ["p", "Patients"],
  ]) {
    await who.run("document.activeElement.blur()");
    await who.strikeAll("g", letter);
    await heading(page);
  }
  await isFocused("Name, phone, birth date or file number");
  await who.strikeAll("g", "t");
  await who.see("No patient matches 'gt'");
  await heading("Patients");
  await who.fill("Name, phone, birth date or file number", "");
  await who.gone("No patient matches");
});

step("the arrows walk through the list, and Enter opens", async () => {
  const names = await who.until("the rows", async () => {
    const links = "[...document.querySelectorAll('tbody [data-row-link]')]";
    const shown = await who.run(`return ${links}.slice(0, 3).map((e) => e.textContent)`);
    return shown.length === 3 && shown;
  });
  await who.strike(KEY.down);
  await isFocused(names[0]);
  await showsFocus();
  await who.strikeAll(KEY.down, KEY.down);
  await isFocused(names[2]);
  await who.strike(KEY.end);
  await who.until("the last row", () =>
    who.run(`const row = document.activeElement.closest("tr");
      return row !== null && row.ariaRowIndex === row.closest("table").ariaRowCount;`),
  );
  await who.strike(KEY.home);
  await isFocused(names[0]);
  // labels may follow the name
  const name = await who.run(
    "return document.createTreeWalker(document.activeElement, NodeFilter.SHOW_TEXT).nextNode().textContent",
  );
  await who.strike(KEY.enter);
  await heading(name);
});

step("Ctrl and a number open a tab, Ctrl B folds the menu", async () => {
  await who.strike(KEY.control, "3");
  await who.until("the third tab", () =>
    who.run("return document.querySelector('[role=tab][aria-selected=true]').textContent === 'Measurements'"),
  );
  await who.strike(KEY.control, "1");
  await who.until("the first tab", () =>
    who.run("return document.querySelector('[role=tab][aria-selected=true]').textContent === 'Overview'"),
  );
  const width = () => who.run("return document.querySelector('nav').getBoundingClientRect().width");
  const before = await width();
  await who.strike(KEY.control, "b");
  await who.until("the folded menu", async () => (await width()) < before);
  await who.strike(KEY.control, "b");
  await who.until("the open menu", async () => (await width()) === before);
});

step("F6 goes from pane to pane", async () => {
  await who.strike(KEY.f6);
  const first = await who.until("the first pane", pane);
  await who.strike(KEY.f6);
  await who.until("another pane", async () => !["", first].includes(await pane()));
  await showsFocus();
});

step("Ctrl Enter presses the filled button", async () => {
  await who.strike(KEY.control, KEY.enter);
  await who.see("Blood pressure");
  await who.until("the first measure", () =>
    who.run(
      "document.querySelector('[data-measure]')?.focus(); return document.activeElement.matches('[data-measure]')",
    ),
  );
  await isFocused("Weight");
  await who.strike(KEY.enter);
  await who.until("the next measure", async () => {
    const isMeasure = await who.run("return document.activeElement.matches('[data-measure]')");
    return isMeasure && (await focused()) !== "Weight";
  });
});

step("Enter goes through the measures into the note, whose signature leads to the end of the visit", async () => {
  const measures = await who.run("return document.querySelectorAll('[data-measure]').length");
  await who.strikeAll(...Array.from({ length: measures - 1 }, () => KEY.enter));
  await isFocused("Assessment");
  // at once, as fingers do that know it
  await who.strikeAll("/", KEY.enter);
  await who.until("its text", async () => (await who.value("Assessment")).length > 4);
  const atCaret = () => who.run("const e = document.activeElement; return [e.value ?? '', e.selectionStart ?? -1];");
  await who.until("the caret in the first line", async () => {
    const [text, caret] = await atCaret();
    return caret > 0 && !text.slice(0, caret).trim().includes("\n");
  });
  const [text] = await atCaret();
  assert.ok(!text.startsWith("/") && !text.startsWith("\n"), text);
  await who.strike(KEY.control, KEY.enter);
  await isFocused("Your password");
  for (const letter of PASSWORDS.claire) await who.strike(letter);
  await who.strike(KEY.enter);
  await who.see("Signed by Claire Moreau");
  await isFocused("End visit");
  await showsFocus();
});

step("F6 goes from a visit to its previous note", async () => {
  for (const name of ["editor", "previous", "nav"]) {
    await who.strike(KEY.f6);
    await isPane(name);
  }
});

step("the diary knows T, the arrows, W, M, D, A, C, L, N and R", async () => {
  await who.run("document.activeElement.blur()");
  await who.strikeAll("g", "d");
  await who.see("booked");
  const day = () => who.text("h1");
  const today = await who.until("the day", day);
  await who.strike(KEY.right);
  const next = await who.until("the next day", async () => {
    const shown = await day();
    return shown !== today && shown;
  });
  await who.strikeAll(KEY.left, KEY.left);
  await who.until("the day before", async () => ![today, next].includes(await day()));
  await who.strike("t");
  await who.until("today", async () => (await day()) === today);
  await who.strike("w");
  await heading("Week of");
  await who.strike("m");
  await who.until("the month", async () => !(await day()).startsWith("Week of"));
  await who.strike("d");
  await heading(today);
  await who.see("booked");
  await who.strike("a");
  await who.see("Absences and closed rooms", "[role=dialog]");
  await who.strike(KEY.escape);
  await closed();
  await who.strike("c");
  await heading("Clashes");
  await who.strikeAll("g", "d");
  await who.see("booked");
  await who.strike("l");
  await heading("Waiting list");
  await who.strikeAll("g", "d");
  await who.see("booked");
  await who.strike("n");
  await who.see("Book an appointment", "[role=dialog]");
  await who.strike(KEY.escape);
  await closed();
  await who.strike("r");
  await who.see("Book a series", "[role=dialog]");
  await who.strike(KEY.escape);
  await closed();
});

step("a question mark lists every key, and every stop of the Tab key shows where it is", async () => {
  await who.strike(KEY.shift, "?");
  await who.see("Keyboard shortcuts", "[role=dialog]");
  for (const text of ["Find patient or action", "Next pane", "Undo", "Tab 1 to 7", "Book", "Lock"])
    await who.see(text, "[role=dialog]");
  await who.picture("keys");
  await who.strike(KEY.escape);
  await closed();
  await who.strikeAll("g", "t");
  await heading("Today");
  for (let stop = 0; stop < 14; stop += 1) {
    await who.strike(KEY.tab);
    await showsFocus();
  }
});

step("Ctrl L locks", async () => {
  await who.lock();
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await who.consoleErrors(), []);
});
