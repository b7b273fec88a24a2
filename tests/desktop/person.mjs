// What a user does at the window: reads, presses, fills in. Elements are located by their text.
import assert from "node:assert/strict";
import path from "node:path";
import { KEY } from "./webdriver.mjs";

/** The steps of one journey: where one fails, those after it do not try, and its error is the only one. */
export function journey(test) {
  let failed = null;
  return (name, act) =>
    test(name, async (context) => {
      if (failed !== null) return context.skip(`the step '${failed}' failed before`);
      try {
        await act();
      } catch (error) {
        failed = name;
        throw error;
      }
    });
}

/** Runs in the page: the first visible element of `kind` with `name`. */
const FIND = `
  const [kind, name, inside] = arguments;
  const line = (text) => (text ?? "").replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0;
  const textOf = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === 3) return child.data;
    return child.nodeType === 1 && child.ariaHidden !== "true" ? textOf(child) : "";
  }).join("");
  const nameOf = (e) => line(e.getAttribute("aria-label") ?? textOf(e));
  const rooms = [...document.querySelectorAll(inside ?? "body")];
  const all = (css) => rooms.flatMap((room) => [...room.querySelectorAll(css)]);
  const best = (list) => list.find((e) => nameOf(e) === name) ?? list.find((e) => nameOf(e).startsWith(name)) ?? null;
  const top = (list) => {
    const front = list.filter((e) => e.closest("[role=dialog]"));
    return front.length > 0 ? front : list;
  };
  const BUTTONS = "button, a, [role=button], [role=tab], [role=menuitem], [role=option], summary, label";
  let element = null;
  if (kind === "button") element = best(top(all(BUTTONS).filter(seen)));
  if (kind === "field") {
    const inputs = top(all("input, textarea").filter(seen));
    const labels = (e) => {
      const texts = [...(e.labels ?? [])].map((label) => label.textContent);
      return [e.getAttribute("aria-label"), ...texts, e.placeholder].map(line).map((text) => text.replace(/ \\*$/, ""));
    };
    const begins = (e) => labels(e).some((label) => label.startsWith(name));
    element = inputs.find((e) => labels(e).includes(name)) ?? inputs.find(begins) ?? null;
  }
  if (kind === "text") {
    // what is not in the text of an element is in nothing inside of it
    const mayHave = { acceptNode: (e) => (line(e.textContent).includes(name) ? 1 : 2) };
    // a list that is closed stays in the page, next to the open one
    for (const room of rooms) {
      const walker = document.createTreeWalker(room, NodeFilter.SHOW_ELEMENT, mayHave);
      for (let e = walker.nextNode(); e !== null; e = walker.nextNode()) {
        const isCode = e instanceof HTMLScriptElement || e instanceof HTMLStyleElement;
        if (!isCode && seen(e)) element = e;
      }
    }
  }
  element?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return element;
`;
/** Runs in the page: whether a field is on the page itself, or in a dialog that has taken the focus. */
const IS_READY = `
  const dialog = arguments[0].closest("[role=dialog]");
  return dialog === null || dialog.contains(document.activeElement);
`;
/**
 * Runs in the page: whether a press would land on an element now. One that slides in is elsewhere when the pointer
 * comes, so it has to be at one place for two pictures.
 */
const TAKES_A_PRESS = `
  const [element] = arguments;
  if (element.disabled || element.dataset.loading === "true") return false;
  const before = element.getBoundingClientRect();
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const box = element.getBoundingClientRect();
    const front = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const isStill = box.x === before.x && box.y === before.y;
    const isFree = front !== null && (element.contains(front) || front.contains(element));
    // under a head that stays at the top: the next look finds it where a person would have scrolled it to
    if (isStill && !isFree) element.scrollIntoView({ block: "center" });
    resolve(isStill && isFree);
  })));
`;
/** Runs in the page: the name of what has the focus, by its label before all else. */
const FOCUSED =
  "const front = document.activeElement; return front.labels?.[0]?.textContent || " +
  "front.getAttribute('aria-label') || front.textContent";
const SEARCH = "Find a patient or action";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Runs in the page: rests the pointer on each message, which then stays. Returns whether there is one. */
const POINT_AT_MESSAGES = `
  const messages = [...document.querySelectorAll(".mantine-Notification-root")];
  for (const message of messages) message.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  return messages.length > 0;
`;
/** Runs in the page: does so with each message as soon as it comes. */
const POINT_AT_EACH = `
  const point = () => { ${POINT_AT_MESSAGES} };
  new MutationObserver(point).observe(document.body, { childList: true, subtree: true });
`;

const DIALOG = "[role=dialog]";
const FOCUS_MS = 2000;
const HAS_FOCUS = `
  const dialogs = [...document.querySelectorAll(arguments[0])];
  return dialogs.at(-1)?.contains(document.activeElement) ?? false;
`;
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Adds a user's actions to a window that `openWindow` returned. */
export function person(browser) {
  // a failure leaves a picture of the window
  const until = (what, look, withinMs) =>
    browser.until(what, look, withinMs).catch(async (error) => {
      error.message += `, see ${await browser.picture(`failed-${path.basename(process.argv[1], ".test.mjs")}`)}`;
      throw error;
    });
  const window = { ...browser, until };
  const look = async (kind, name, inside) => (await window.run(FIND, kind, name, inside ?? null))?.[ELEMENT];
  const find = (kind, name, inside) => window.until(`the ${kind} '${name}'`, () => look(kind, name, inside));

  /** A dialog that is only looked at may leave the focus where it was; a look that the driver failed is none. */
  const inDialog = async () => {
    const until = Date.now() + FOCUS_MS;
    const hasFocus = () => window.run(HAS_FOCUS, DIALOG).catch(() => false);
    while (!(await hasFocus()) && Date.now() < until) await rest(50);
  };

  const verbs = {
    /** Waits until it is on the page; in a dialog until that has the focus, too, which it takes after it is shown. */
    see: async (text, inside) => {
      const element = await find("text", text, inside);
      if (inside === DIALOG) await inDialog();
      return element;
    },
    /** Waits until it is on the page no more. */
    gone: (text) => until(`'${text}' to go`, async () => !(await look("text", text))),
    shows: async (text, inside) => Boolean(await look("text", text, inside)),
    /** Rests the pointer on each message from now on, as soon as it comes: it stays however late one looks. */
    pointAtEachMessage: () => window.run(POINT_AT_EACH),
    /** Rests the pointer on the messages, as their reader does: they stay meanwhile. */
    pointAtMessages: () => until("a message", () => window.run(POINT_AT_MESSAGES)),
    press: (name, inside) =>
      window.until(`'${name}' to be pressed`, async () => {
        const id = await look("button", name, inside);
        if (!id || !(await window.run(TAKES_A_PRESS, { [ELEMENT]: id }))) return false;
        await window.click(id);
        return true;
      }),
    /**
     * Replaces what is in a field by what is typed. A dialog that opens takes the focus first; a page that draws
     * itself anew between the look and the keys has another field of that name.
     */
    fill: (name, text, inside) =>
      window.until(`the field '${name}' to be filled in`, async () => {
        const field = await look("field", name, inside);
        if (!field || !(await window.run(IS_READY, { [ELEMENT]: field }))) return false;
        await window.run("arguments[0].focus(); arguments[0].select?.()", { [ELEMENT]: field });
        await window.type(field, text === "" ? "\uE017" : text);
        return field;
      }),
    /** Waits until an element is there, in a dialog until that has the focus; focuses it, and selects its text. */
    select: (css) =>
      window.until(`'${css}' to be selected`, async () => {
        const element = await window.find(css);
        if (!(await window.run(IS_READY, { [ELEMENT]: element }))) return false;
        return window.run("arguments[0].focus(); arguments[0].select?.(); return true", { [ELEMENT]: element });
      }),
    /** Chooses from a list that opens under its field. */
    choose: async (field, option) => {
      await window.until(`the field '${field}' to be opened`, async () => {
        const id = await look("field", field);
        if (!id || !(await window.run(TAKES_A_PRESS, { [ELEMENT]: id }))) return false;
        await window.click(id);
        return true;
      });
      await window.until(`the choice '${option}'`, async () => {
        const element = await look("button", option, "[role=listbox]");
        if (!element) return false;
        await window.click(element);
        return true;
      });
    },
    value: async (name) => window.run("return arguments[0].value", { [ELEMENT]: await find("field", name) }),
    text: (css) =>
      window.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent).join(' | ')", css),
    /** Opens a patient from the header's search, once Enter takes them and no other. */
    openPatient: async (typed, name, search = SEARCH) => {
      await verbs.press(search);
      await verbs.fill(search, typed, "[role=dialog]");
      await until(`'${name}' to be selected`, async () => {
        const selected = await verbs.text("[role=dialog] [data-action][data-selected]");
        return selected.startsWith(name);
      });
      await window.press(KEY.enter);
      // on another page of the same patient the name is there already
      await until("the palette to close", async () => (await verbs.text("[role=dialog] [data-action]")) === "");
      await until(`the page of '${name}'`, async () => (await verbs.text("h1")).startsWith(name));
    },
    /** Strikes a key, with modifiers before it, wherever the focus is. */
    strike: (...keys) => window.press(...keys),
    leave: () => window.press(KEY.tab),
    focusedName: () => window.run(FOCUSED),
    /** Waits until what has this name has the focus. */
    focused: (name) => until(`'${name}' to have the focus`, async () => (await verbs.focusedName()).startsWith(name)),
    /** Goes on by Tab until what has this name has the focus. */
    tabTo: async (name) => {
      for (let count = 0; count < 160; count += 1) {
        if ((await verbs.focusedName()).startsWith(name)) return;
        await window.press(KEY.tab);
      }
      assert.fail(`Tab does not reach '${name}'`);
    },
    /** Goes to the field with this name by Tab, and types in the place of what is in it. */
    typeInto: async (name, text) => {
      await verbs.tabTo(name);
      await window.press(KEY.control, "a");
      await window.strikeAll(...text);
    },
    signIn: async (username, password) => {
      await verbs.fill("User name", username);
      await verbs.fill("Password", password);
      await verbs.press("Sign in");
      await window.until("the open clinic", () => window.find("nav"));
    },
    lock: async () => {
      await window.consoleErrors();
      await window.press(KEY.control, "l");
      await find("field", "Password");
    },
  };
  return { ...window, ...verbs };
}
