// Every screen in both themes without a fault by axe; in French and at the largest text, nothing is cut off.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { nutrivault } from "./clinic.mjs";
import { FAULTS } from "./layout.mjs";
import { journey, person } from "./person.mjs";
import { threeComputers, walkClinic, walkFirstRun, wordsIn } from "./screens.mjs";
import { openWindow, root } from "./window.mjs";

const require = createRequire(path.join(root, "ui/package.json"));
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/** What depends on colours alone is asked in both themes, everything else once. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
/** Runs in the page: colours change at once, so that none is measured on its way to another. */
const AT_ONCE = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [sheet];
`;
/** These rules are asked for minutes on end, and are the only programs here that optimising makes faster. */
const OPTIMISED = { JSC_useFTLJIT: "1" };
/** How often a fault is looked at again before it counts. */
const LOOKS = 20;
const PAUSE_MS = 500;
const step = journey(test);
let computers;

before(async () => {
  computers = await threeComputers();
});
after(() => computers?.close());

/** A script of the driver is not bound by the page's policy for its own. */
async function violations(who, rules) {
  if (!(await who.run("return window.axe !== undefined"))) await who.run(`${AXE}; window.axe = axe;`);
  return who.run(
    `const [rules] = arguments;
    const runOnly = rules === null ? undefined : { type: "rule", values: rules };
    // what lies under a dialog or a menu can be neither read nor pressed until that has gone
    const front = [...document.querySelectorAll("[role=dialog][aria-modal=true], [role=menu]")].at(-1) ?? document;
    return window.axe.run(front, { resultTypes: ["violations"], ...(runOnly && { runOnly }) }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, html }) =>
        id + ": " + target.join(" ") + " " + html.slice(0, 160) + (any[0] ? " (" + any[0].message + ")" : ""))));`,
    rules,
  );
}

/** Both themes of a screen, the light one last. */
async function inBothThemes(who, name) {
  const lines = [];
  for (const [scheme, rules] of [
    ["dark", OF_COLOURS],
    ["light", null],
  ]) {
    await who.run(AT_ONCE);
    await who.run("document.documentElement.setAttribute('data-mantine-color-scheme', arguments[0])", scheme);
    const faults = await violations(who, rules);
    lines.push(...faults.map((line) => `${name}, ${scheme}: ${line}`));
  }
  return lines;
}

/** Sets French and the largest text size for every user. */
async function inLargeFrench(who) {
  const { users } = nutrivault(computers.data, "admin", "user", "list");
  const preferences = JSON.stringify({ scheme: "light", language: "fr", textSize: 200, knowsSecretInFile: true });
  for (const id of ["anyone", ...users.map((user) => user.id)])
    await who.run("localStorage.setItem(`preferences.${arguments[0]}`, arguments[1])", id, preferences);
  await who.reload();
}

/** Walks and collects what `look` returns at every stop, so that one run reports all of it. */
async function collect(options, words, walk, look) {
  const who = person(await openWindow({ ...options, env: OPTIMISED }));
  const lines = [];
  try {
    await walk(who, words, async (name) => lines.push(...(await look(who, name))));
  } catch (error) {
    // what was seen before is told, too
    error.message = [error.message, ...lines].join("\n");
    throw error;
  } finally {
    await who.close();
  }
  return lines;
}

step("axe has nothing against the first run and any screen, in both themes", async () => {
  const words = await wordsIn("en");
  const lines = await collect({}, words, walkFirstRun, inBothThemes);
  const walk = (who, words, at) => walkClinic(who, words, at, computers);
  lines.push(...(await collect({ data: computers.data }, words, walk, inBothThemes)));
  assert.deepEqual(lines, []);
});

step("in French at the largest text nothing is cut off, covered or outside of the window", async () => {
  const words = await wordsIn("fr");
  const walk = async (who, words, at) => {
    await inLargeFrench(who);
    await walkClinic(who, words, at, computers);
  };
  const look = async (who, name) => {
    let faults = await who.run(FAULTS);
    // on a busy machine a part may still slide in, or wait for its rows
    for (let again = 0; faults.length > 0 && again < LOOKS; again += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      faults = await who.run(FAULTS);
    }
    if (faults.length > 0) await who.picture(`large-${name}`);
    return faults.map((fault) => `${name}: ${fault}`);
  };
  assert.deepEqual(await collect({ data: computers.data }, words, walk, look), []);
});
