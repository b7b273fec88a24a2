// As much of the WebDriver protocol as driving one window needs.
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
export const KEY = {
  enter: "\uE007",
  escape: "\uE00C",
  tab: "\uE004",
  alt: "\uE00A",
  control: "\uE009",
  down: "\uE015",
  home: "\uE011",
  end: "\uE010",
  left: "\uE012",
  right: "\uE014",
  shift: "\uE008",
  f6: "\uE036",
};

/** Long enough for a busy machine: it bounds what never comes, and measures nothing. */
const WITHIN_MS = 60_000;

export async function connect(base, capabilities) {
  const call = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const at = `/session/${sessionId}`;
  const find = async (using, value) => (await call("POST", `${at}/element`, { using, value }))[ELEMENT];

  const browser = {
    title: () => call("GET", `${at}/title`),
    url: () => call("GET", `${at}/url`),
    run: (script, ...args) => call("POST", `${at}/execute/sync`, { script, args }),
    find: (css) => find("css selector", css),
    findText: (text) => find("xpath", `//*[not(self::script)][normalize-space(text())=${JSON.stringify(text)}]`),
    click: (id) => call("POST", `${at}/element/${id}/click`),
    type: (id, text) => call("POST", `${at}/element/${id}/value`, { text }),
    text: (id) => call("GET", `${at}/element/${id}/text`),
    screenshot: async () => Buffer.from(await call("GET", `${at}/screenshot`), "base64"),
    /** Presses the modifiers of `keys` while its last key is struck, wherever the focus is. */
    press: (...keys) => {
      const down = keys.map((value) => ({ type: "keyDown", value }));
      const up = [...keys].reverse().map((value) => ({ type: "keyUp", value }));
      return call("POST", `${at}/actions`, { actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }] });
    },
    /** Strikes one key after another, without waiting for what each does. */
    strikeAll: (...keys) => {
      const actions = keys.flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
      return call("POST", `${at}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Repeats `look` until it returns something true; a failed look counts as not yet. */
    until: async (what, look, withinMs = WITHIN_MS) => {
      const end = Date.now() + withinMs;
      let last;
      do {
        try {
          const result = await look();
          if (result) return result;
        } catch (error) {
          last = error;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      } while (Date.now() < end);
      throw new Error(`waited ${withinMs} ms for ${what}`, { cause: last });
    },
    resize: (width, height) => call("POST", `${at}/window/rect`, { width, height }),
    reload: () => call("POST", `${at}/refresh`),
    close: () => call("DELETE", at),
  };
  return browser;
}
