// What a person does at the window: reads, presses, fills in. Everything is found by what is written on it.
import { KEY } from "./webdriver.mjs";

/** The steps of one journey: where one fails, those after it do not try. */
export function journey(test) {
  let failed = null;
  return (name, act) =>
    test(name, async () => {
      if (failed !== null) throw new Error(`the step '${failed}' failed before`);
      try {
        await act();
      } catch (error) {
        failed = name;
        throw error;
      }
    });
}

/** Runs in the page: the first visible element of `kind` that bears `name`. */
const FIND = `
  const [kind, name, inside] = arguments;
  const line = (text) => (text ?? "").replace(/[\\s\\u2009\\u202f]+/g, " ").trim();
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0;
  const said = (node) => [...node.childNodes].map((child) => (child.nodeType === 3 ? child.data : child.nodeType === 1 && child.ariaHidden !== "true" ? said(child) : "")).join("");
  const nameOf = (e) => line(e.getAttribute("aria-label") ?? said(e));
  const rooms = [...document.querySelectorAll(inside ?? "body")];
  const all = (css) => rooms.flatMap((room) => [...room.querySelectorAll(css)]);
  const best = (found) => found.find((e) => nameOf(e) === name) ?? found.find((e) => nameOf(e).startsWith(name)) ?? null;
  const top = (found) => { const front = found.filter((e) => e.closest("[role=dialog]")); return front.length > 0 ? front : found; };
  let found = null;
  if (kind === "button") found = best(top(all("button, a, [role=button], [role=tab], [role=menuitem], [role=option], summary, label").filter(seen)));
  if (kind === "field") {
    const inputs = top(all("input, textarea").filter(seen));
    const labels = (e) => [e.getAttribute("aria-label"), ...[...(e.labels ?? [])].map((label) => label.textContent), e.placeholder].map(line).map((text) => text.replace(/ \\*$/, ""));
    found = inputs.find((e) => labels(e).includes(name)) ?? inputs.find((e) => labels(e).some((label) => label.startsWith(name))) ?? null;
  }
  if (kind === "text") {
    const walker = document.createTreeWalker(rooms[0] ?? document.body, NodeFilter.SHOW_ELEMENT);
    for (let e = walker.nextNode(); e !== null; e = walker.nextNode()) {
      if (!(e instanceof HTMLScriptElement) && !(e instanceof HTMLStyleElement) && line(e.textContent).includes(name) && seen(e)) found = e;
    }
  }
  found?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return found;
`;
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Adds a person's verbs to a window that `openWindow` answered. */
export function person(browser) {
  // what could not be found is shown as it was
  const until = (what, look, withinMs) =>
    browser.until(what, look, withinMs).catch(async (error) => {
      error.message += `, see ${await browser.picture("failed")}`;
      throw error;
    });
  const window = { ...browser, until };
  const look = async (kind, name, inside) => (await window.run(FIND, kind, name, inside ?? null))?.[ELEMENT];
  const find = (kind, name, inside) => window.until(`the ${kind} '${name}'`, () => look(kind, name, inside));

  const verbs = {
    /** Waits until it is on the page. */
    see: (text, inside) => find("text", text, inside),
    /** Waits until it is on the page no more. */
    gone: (text, withinMs) => until(`'${text}' to go`, async () => !(await look("text", text)), withinMs),
    shows: async (text, inside) => Boolean(await look("text", text, inside)),
    press: (name, inside) =>
      window.until(`'${name}' to be pressed`, async () => {
        const id = await look("button", name, inside);
        if (!id || (await window.run("return arguments[0].disabled || arguments[0].dataset.loading === 'true'", { [ELEMENT]: id }))) return false;
        await window.click(id);
        return true;
      }),
    /** Replaces what is in a field by what is typed. */
    fill: async (name, text, inside) => {
      const id = await find("field", name, inside);
      await window.run("arguments[0].focus(); arguments[0].select?.()", { [ELEMENT]: id });
      await window.type(id, text === "" ? "\uE017" : text);
      return id;
    },
    /** Chooses from a list that opens under its field. */
    choose: async (field, option) => {
      const id = await find("field", field);
      await window.click(id);
      await window.until(`the choice '${option}'`, async () => {
        const found = await look("button", option, "[role=listbox]");
        if (!found) return false;
        await window.click(found);
        return true;
      });
    },
    value: async (name) => window.run("return arguments[0].value", { [ELEMENT]: await find("field", name) }),
    text: (css) => window.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent).join(' | ')", css),
    /** Strikes a key, with modifiers before it, wherever the focus is. */
    strike: (...keys) => window.press(...keys),
    leave: () => window.press(KEY.tab),
    signIn: async (username, password) => {
      await verbs.fill("User name", username);
      await verbs.fill("Password", password);
      await verbs.press("Sign in");
      await window.until("the open clinic", () => window.find("nav"));
    },
    lock: async () => {
      await window.press(KEY.control, "l");
      await find("field", "Password");
    },
  };
  return { ...window, ...verbs };
}
