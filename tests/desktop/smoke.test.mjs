import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { openWindow } from "./window.mjs";

let window;
before(async () => {
  window = await openWindow();
});
after(async () => {
  await window?.close();
});

test("the window opens with its title and shows a page", async () => {
  assert.equal(await window.title(), "NutriVault");
  await window.until("a heading", () => window.find("h1, h2"));
  assert.ok(statSync(await window.picture("smoke")).size > 2_000);
});

test("styles that are added while running pass the content security policy", async () => {
  const accent = await window.run(
    "return getComputedStyle(document.documentElement).getPropertyValue('--mantine-primary-color-filled')",
  );
  assert.notEqual(accent.trim(), "");
});

test("the window calls its own commands and no other", async () => {
  const call = (command) =>
    window.run(
      `window.answer = undefined;
       const answered = (answer) => { window.answer = answer };
       window.__TAURI_INTERNALS__
         .invoke(arguments[0])
         .then((ok) => answered({ ok }), (error) => answered({ error: String(error) }));`,
      command,
    );
  await call("start");
  const own = await window.until("an answer", () => window.run("return window.answer"));
  assert.match(own.ok.version, /^\d+\.\d+\.\d+$/);
  await call("plugin:app|version");
  const foreign = await window.until("a refusal", () => window.run("return window.answer"));
  assert.match(foreign.error, /not allowed/);
});

test("the page may neither evaluate text nor reach the network", async () => {
  const evaluated = await window.run("try { return new Function('return 1')() } catch { return 'refused' }");
  assert.equal(evaluated, "refused");
  await window.run(
    `window.reached = undefined;
    const reached = (answer) => () => { window.reached = answer };
    fetch("https://example.org/").then(reached("yes"), reached("no"));`,
  );
  assert.equal(await window.until("an outcome", () => window.run("return window.reached")), "no");
});
