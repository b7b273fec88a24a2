// As much of the WebDriver protocol as driving one window needs.
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
export const KEY = {
  enter: "\uE007",
  escape: "\uE00C",
  tab: "\uE004",
  alt: "\uE00A",
  control: "\uE009",
  up: "\uE013",
  down: "\uE015",
  delete: "\uE017",
  home: "\uE011",
  end: "\uE010",
  left: "\uE012",
  right: "\uE014",
  shift: "\uE008",
  f2: "\uE032",
  f6: "\uE036",
};

/** Long enough for a busy machine: it bounds what never comes, and measures nothing. */
const WITHIN_MS = 60_000;

/** The page's process ended, and the driver's session with it: a lock does that. */
const IS_OVER = "invalid session id";
/** The error of a call that was in progress then; it has no message. */
const IS_CUT = "unknown error";

/**
 * Drives the page of a program; `begin` runs in each page before the first script that asks something of it. A page
 * that follows a lock may be there with the session of the one before.
 */
export async function connect(base, begin) {
  const send = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await response.json();
    if (!response.ok) {
      const error = new Error(`${path}: ${value?.error}: ${value?.message}`);
      error.isOver = value?.error === IS_OVER;
      error.isCut = value?.error === IS_CUT && value?.message === "";
      throw error;
    }
    return value;
  };
  const beginOnce = `if (!window.hasBegun) { ${begin}; window.hasBegun = true; }`;
  let at;
  const open = async () => {
    const { sessionId } = await send("POST", "/session", { capabilities: { alwaysMatch: {} } });
    at = `/session/${sessionId}`;
    await send("POST", `${at}/execute/sync`, { script: "return true", args: [] });
  };
  /**
   * Strikes the modifiers once that were down when the page ended, as soon as there is another one: the driver would
   * hold them down for ever.
   */
  const release = async (body) => {
    const values = (body?.actions ?? []).flatMap((source) => source.actions.map(({ value }) => value));
    const modifiers = [KEY.control, KEY.alt, KEY.shift].filter((key) => values.includes(key));
    const actions = modifiers.flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
    while (actions.length > 0) {
      const sent = { actions: [{ type: "key", id: "keyboard", actions }] };
      const struck = await send("POST", `${at}/actions`, sent).catch((error) => error);
      if (!struck?.isCut) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return null;
  };
  const call = async (method, path, body) => {
    try {
      return await send(method, at + path, body);
    } catch (error) {
      // the keys were struck, or the button pressed, that ended the page; the next call begins with the next one
      const isDone = /actions$|click$/.test(path);
      if (isDone && error.isCut) return await release(body);
      if (!error.isOver) throw error;
      await again(open);
      return isDone ? null : send(method, at + path, body);
    }
  };
  const find = async (using, value) => (await call("POST", "/element", { using, value }))[ELEMENT];
  await again(open);

  const browser = {
    title: () => call("GET", "/title"),
    url: () => call("GET", "/url"),
    run: (script, ...args) => call("POST", "/execute/sync", { script: `${beginOnce}\n${script}`, args }),
    find: (css) => find("css selector", css),
    findText: (text) => find("xpath", `//*[not(self::script)][normalize-space(text())=${JSON.stringify(text)}]`),
    click: (id) => call("POST", `/element/${id}/click`),
    type: (id, text) => call("POST", `/element/${id}/value`, { text }),
    text: (id) => call("GET", `/element/${id}/text`),
    screenshot: async () => Buffer.from(await call("GET", "/screenshot"), "base64"),
    /** Presses the modifiers of `keys` while its last key is struck, wherever the focus is. */
    press: (...keys) => {
      const down = keys.map((value) => ({ type: "keyDown", value }));
      const up = [...keys].reverse().map((value) => ({ type: "keyUp", value }));
      return call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }] });
    },
    /** Presses keys that end the page, which may be gone before they are up; the page that follows releases them. */
    pressLast: (...keys) => {
      const actions = keys.map((value) => ({ type: "keyDown", value }));
      return call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Releases the keys that are down: the driver would strike them again with the next ones. */
    releaseKeys: () => call("DELETE", "/actions"),
    /** Strikes one key after another, without waiting for what each does. */
    strikeAll: (...keys) => {
      const actions = keys.flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
      return call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Strikes one key after another, each so many milliseconds after the one before, whatever each does. */
    strikeEvery: (ms, ...keys) => {
      const actions = keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
        { type: "pause", duration: ms },
      ]);
      return call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Repeats `look` until it returns something true; a failed look counts as not yet. */
    until: async (what, look, withinMs = WITHIN_MS) => {
      const end = Date.now() + withinMs;
      let [last, restMs] = [undefined, 0];
      do {
        try {
          const result = await look();
          if (result) return result;
        } catch (error) {
          last = error;
        }
        // most of what is waited for comes at once; what takes long is left the machine
        restMs = Math.min(restMs + 50, 100);
        await new Promise((resolve) => setTimeout(resolve, restMs));
      } while (Date.now() < end);
      throw new Error(`waited ${withinMs} ms for ${what}`, { cause: last });
    },
    resize: (width, height) => call("POST", "/window/rect", { width, height }),
    reload: () => call("POST", "/refresh"),
    close: () => send("DELETE", at),
  };
  return browser;
}

/** Until the program listens, and has a page to be driven. */
async function again(open) {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
