// All that a window has shown, and a walk that opens what there is to open.
import { KEY } from "./webdriver.mjs";

/** Runs in the page: from now on each text and attribute that comes is collected, also one that goes at once. */
const COLLECT = `
  if (window.shownTexts) return;
  const shown = (window.shownTexts = new Set());
  const IS_NO_TEXT = ["class", "style", "id", "d", "points", "transform"];
  const take = (node) => {
    if (node.nodeType === 3) shown.add(node.data);
    if (node.nodeType !== 1 || node.matches("script, style")) return;
    for (const { name, value } of node.attributes) if (!IS_NO_TEXT.includes(name)) shown.add(value);
    node.childNodes.forEach(take);
  };
  const changed = ({ type, target, attributeName, addedNodes }) => {
    if (type === "characterData") shown.add(target.data);
    if (type === "childList") addedNodes.forEach(take);
    if (type === "attributes" && !IS_NO_TEXT.includes(attributeName)) shown.add(target.getAttribute(attributeName));
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver((changes) => changes.forEach(changed)).observe(document, all);
  take(document.documentElement);
`;
/** Runs in the page: what was shown since the last look, what fields have in them, and the headings that are there. */
const SHOWN = `
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0;
  const line = (text) => text.replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const of = (css) => [...document.querySelectorAll(css)].filter(seen).map((e) => line(e.textContent));
  const values = [...document.querySelectorAll("input, textarea")].map((e) => e.value);
  const texts = [...window.shownTexts, ...values, document.title, document.body.textContent];
  window.shownTexts.clear();
  const headings = of("h1, h2, h3, h4, th, dt, legend, [role=tab], [role=heading]");
  return { texts: texts.join("\\n"), headings, titles: of("[role=dialog] h2") };
`;
/** Runs in the page: what is drawn, or nothing while something is still to come. */
const DRAWN = `
  const waits = ".mantine-Loader-root, .mantine-Skeleton-root, [data-loading]";
  const moves = document.getAnimations().some((animation) => animation.playState === "running");
  return moves || document.querySelector(waits) !== null ? null : document.body.innerText;
`;
/**
 * Runs in the page: the buttons of a room. Of a list only those of the row of a patient, or else of its first row; no
 * button opens the file chooser of the system, which cannot be driven.
 */
const BUTTONS = `
  const [room, name] = arguments;
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0;
  const line = (text) => (text ?? "").replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const nameOf = (e) => line(e.getAttribute("aria-label") ?? e.textContent);
  const isOfRow = (e) => {
    const row = e.closest("tbody tr, li");
    if (row === null) return true;
    const rows = [...row.parentElement.children];
    const own = rows.filter((one) => one.textContent.includes(name));
    return (own.length > 0 ? own : rows.filter((one) => one.querySelector("button"))).at(0) === row;
  };
  const isOfCard = (e) => !e.draggable || e.textContent.includes(name);
  const isFile = (e) => e.parentElement.querySelector("input[type=file]") !== null;
  const all = [...document.querySelectorAll(room)].flatMap((one) => [...one.querySelectorAll(
    "button:not([role=tab]), a[href], [role=radio], [role=radiogroup] label, [role=menuitem], [draggable=true]")]);
  return all.filter((e) => seen(e) && !e.disabled && isOfRow(e) && isOfCard(e) && !isFile(e));
`;
const NAMES = `
  const buttons = (function () { ${BUTTONS} }).apply(null, arguments);
  const line = (text) => (text ?? "").replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  return [...new Set(buttons.map((e) => line(e.getAttribute("aria-label") ?? e.textContent)))];
`;
const NAMED = `
  const buttons = (function () { ${BUTTONS} }).apply(null, arguments);
  const line = (text) => (text ?? "").replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const is = (e) => line(e.getAttribute("aria-label") ?? e.textContent) === arguments[2];
  const button = buttons.find(is) ?? null;
  button?.scrollIntoView({ block: "center" });
  return button;
`;
const TRIES = 3;
const FRONT = "[role=dialog], [role=menu], [role=listbox]";
/** Runs in the page: a list may be there while it is not shown. */
const IS_OPEN = "return [...document.querySelectorAll(arguments[0])].some((e) => e.checkVisibility())";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Adds to a person a walk past all that the window shows; `at` is called at each stop with what was shown. */
export function walker(who, patient, at) {
  const rest = async () => {
    let before = null;
    await who.until("the page to be at rest", async () => {
      const now = await who.run(DRAWN);
      const rests = now !== null && now === before;
      before = now;
      return rests;
    });
  };
  const stop = async (name) => {
    await rest();
    await at(name, await who.run(SHOWN));
  };
  const leave = () =>
    who.until("what was opened to go", async () => {
      if (!(await who.run(IS_OPEN, FRONT))) return true;
      await who.strike(KEY.escape);
      return false;
    });
  const names = (room) => who.run(NAMES, room, patient);
  /** Presses what has this name, if it is there and nothing lies on it. Returns whether it was pressed. */
  const pressed = async (room, name) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const button = await who.run(NAMED, room, patient, name);
      if (button === null) return false;
      const isPressed = await who.click(button[ELEMENT]).then(
        () => true,
        () => false,
      );
      if (isPressed) return true;
      await rest();
    }
    return false;
  };
  const alreadyPressed = new Set();
  /** What is at the top of several pages is pressed once. */
  const isNew = (name) => {
    const before = alreadyPressed.size;
    return alreadyPressed.add(name).size > before;
  };
  return {
    collect: () => who.run(COLLECT),
    rest,
    stop,
    leave,
    names,
    pressed,
    /** Comes to a page by `come`, and presses each of its buttons, each time from there anew. */
    pressEach: async (page, come, { room = "main", except = () => false } = {}) => {
      await come();
      await rest();
      const [first, title] = [await names(room), await who.text("h1")];
      for (const name of first.filter((one) => !except(one) && isNew(one))) {
        if (await pressed(room, name)) await stop(`${page}: ${name}`);
        await leave();
        // only where the press led elsewhere
        if ((await who.text("h1")) === title && `${await names(room)}` === `${first}`) continue;
        await come();
        await rest();
      }
      // what the way back has opened, too
      await leave();
    },
  };
}
