// How long the window takes to show what a key or a drop brings, by the page's own clock, and the lines of the bench.
import { KEY } from "./webdriver.mjs";

/**
 * Runs in the page: from now on notes when the last key was struck, or something dropped, and when each of `watches`
 * is shown: `css` has `text`, or lacks it, or with no text has another one than now.
 */
const ARM = `
  const line = (e) => e.textContent.replace(/[\\s\\u2009\\u202f]+/g, " ");
  const textsOf = (css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility()).map(line);
  const watches = arguments[0].map((of) => ({ ...of, before: textsOf(of.css).join("|") }));
  const timing = { struckAt: null, changedAt: null, shownAt: watches.map(() => null) };
  window.benchStop?.();
  const struck = (event) => { timing.struckAt = event.timeStamp; };
  const isShown = ({ css, text, isThere, before }) =>
    text === null
      ? textsOf(css).join("|") !== before
      : textsOf(css).some((shown) => shown.includes(text)) === isThere;
  const drawn = (then) => requestAnimationFrame(() => { const c = new MessageChannel();
    c.port1.onmessage = () => then(performance.now()); c.port2.postMessage(null); });
  const observer = new MutationObserver(() => {
    if (timing.struckAt === null) return;
    drawn((at) => { timing.changedAt = at; });
    for (const [index, watch] of watches.entries()) {
      if (timing.shownAt[index] !== null || !isShown(watch)) continue;
      timing.shownAt[index] = -1;
      drawn((at) => { timing.shownAt[index] = at; });
    }
  });
  for (const kind of ["keydown", "drop"]) addEventListener(kind, struck, { capture: true });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  window.benchStop = () => {
    observer.disconnect();
    for (const kind of ["keydown", "drop"]) removeEventListener(kind, struck, { capture: true });
  };
  window.benchTiming = timing;
`;
const SHOWN = `
  const { struckAt, shownAt } = window.benchTiming;
  return shownAt.every((at) => at > 0) ? shownAt.map((at) => at - struckAt) : null;
`;
const CHANGED = "const t = window.benchTiming; return t.changedAt === null ? null : t.changedAt - t.struckAt";
const FIRST_PICTURE = `
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return performance.timeOrigin + (paint?.startTime ?? performance.now());
`;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** When the page that is shown was first painted, by the clock of this computer. */
export const firstPicture = (who) => who.run(FIRST_PICTURE);

export const lines = [];
export function line(what, value, unit, bar) {
  const isOver = bar !== undefined && value > bar;
  const shown = unit === "keys" ? String(value) : value.toFixed(value < 10 ? 1 : 0);
  const words = bar === undefined ? "" : `bar ${bar} ${unit}${isOver ? ", OVER" : ""}`;
  lines.push({ what, value, unit, bar, isOver });
  console.log(`${what.padEnd(72)}${shown.padStart(8)} ${unit.padEnd(5)} ${words}`);
}

/** The line of the median, and where there are many that of the one that only a twentieth exceeds. */
export function linesOf(what, took, bar) {
  const sorted = [...took].sort((a, b) => a - b);
  line(`${what}, median of ${sorted.length}`, sorted[Math.floor(sorted.length / 2)], "ms", bar);
  if (sorted.length >= 20) line(`${what}, slowest of 20`, sorted[Math.floor(sorted.length * 0.95)], "ms", bar);
}

/** From now on the page notes when each of these is shown, see `shownAfter`. */
export const watch = (who, ...watches) => who.run(ARM, watches);

/** Waits until all of them are, and returns how long each took after the last key or drop. */
export const shownAfter = (who, what) => who.until(what, () => who.run(SHOWN));

/** Strikes a key, and returns how long the page went on changing after it; null where it did not. */
export async function changedAfter(who, key) {
  await watch(who);
  await who.strike(key);
  await pause(350);
  return who.run(CHANGED);
}

/** Counts keys that are commands, and adds up what the machine took for what they show. */
export function counting(who) {
  const tally = { keys: 0, ms: 0 };
  const strike = async (...keys) => ((tally.keys += 1), who.strike(...keys));
  return {
    tally,
    strike,
    /** Strikes and waits until `css` has `text`, or has it no more; without a text until it has another one. */
    strikeFor: async (keys, css, text, isThere = true) => {
      await watch(who, { css, text, isThere });
      await strike(...keys);
      const [ms] = await shownAfter(who, `'${text}'`);
      tally.ms += ms;
      return ms;
    },
    /** Goes on by Tab until what has this name has the focus. */
    tabTo: async (name) => {
      for (let count = 0; count < 40; count += 1) {
        if ((await who.focusedName()).startsWith(name)) return;
        await strike(KEY.tab);
      }
      throw new Error(`Tab does not reach '${name}'`);
    },
    /** Text, which is not counted. */
    type: async (text) => who.strikeAll(...text),
  };
}
