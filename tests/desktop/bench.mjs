// The effort of the user at the window: keys, and the time from a key to the frame that it draws. Measured inside of
// the page, by its own clock, from the key's event to the frame that shows what it brought; the password and what is
// typed as text are not counted. Nothing fails on a figure: a line over its bar is printed as such.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PASSWORDS, copyOf, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow, target } from "./window.mjs";

const patients = Number(process.argv[2] ?? 50_000);
const PATIENTS_OPENED = 200;
const MIB = 1024;

/** Runs in the page: from now on notes when the last key was struck, and when `css` first has, or lacks, `text`. */
const ARM = `
  const [css, text, isThere] = arguments;
  const timing = { struckAt: null, shownAt: null, changedAt: null };
  window.benchStop?.();
  const struck = (event) => { timing.struckAt = event.timeStamp; };
  const line = (e) => e.textContent.replace(/[\\s\\u2009\\u202f]+/g, " ");
  const holds = () => [...document.querySelectorAll(css)].some((e) => e.checkVisibility() && line(e).includes(text));
  const drawn = (then) => requestAnimationFrame(() => { const c = new MessageChannel();
    c.port1.onmessage = () => then(performance.now()); c.port2.postMessage(null); });
  const observer = new MutationObserver(() => {
    if (timing.struckAt === null) return;
    drawn((at) => { timing.changedAt = at; });
    if (timing.shownAt === null && holds() === isThere) {
      timing.shownAt = -1;
      drawn((at) => { timing.shownAt = at; });
    }
  });
  addEventListener("keydown", struck, { capture: true });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  window.benchStop = () => (observer.disconnect(), removeEventListener("keydown", struck, { capture: true }));
  window.benchTiming = timing;
`;
const SHOWN = "const t = window.benchTiming; return t.shownAt > 0 ? t.shownAt - t.struckAt : null";
const CHANGED = "const t = window.benchTiming; return t.changedAt === null ? null : t.changedAt - t.struckAt";
const FIRST_PICTURE = `
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return performance.timeOrigin + (paint?.startTime ?? performance.now());
`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A demo clinic with so many more patients. It is made once, then copied. */
function clinic() {
  const made = path.join(target, "tmp", `bench-clinic-${patients}`);
  const complete = path.join(made, "complete");
  if (!existsSync(complete)) {
    rmSync(made, { recursive: true, force: true });
    const data = demoClinic();
    mkdirSync(path.dirname(made), { recursive: true });
    const list = path.join(data, "people.csv");
    writeFileSync(list, people(patients));
    nutrivault(data, "admin", "import", "patients", list, "--yes");
    rmSync(list);
    renameOrCopy(data, made);
    writeFileSync(complete, "");
  }
  return copyOf(made);
}

function renameOrCopy(from, to) {
  try {
    renameSync(from, to);
  } catch {
    execFileSync("cp", ["-r", from, to]);
    remove(from);
  }
}

/** Names that share their beginnings, as those of a country do. */
function people(count) {
  const starts = ["Ab", "Bel", "Car", "Dem", "Es", "Far", "Gal", "Hor", "Ik", "Jan", "Kov", "Lam", "Mor", "Nov", "Ol"];
  const ends = ["acs", "bert", "czyk", "dottir", "escu", "ford", "gaard", "hauser", "idis", "jansen", "kov", "lund"];
  const given = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lea", "Max", "Nia"];
  const pick = (list, n) => list[n % list.length];
  const lines = ["given_name,surname,birth_date,sex,phone"];
  for (let n = 0; n < count; n += 1) {
    const family =
      pick(starts, n) + pick(ends, Math.floor(n / starts.length)) + pick(ends, Math.floor(n / 180)).slice(1);
    const day = new Date(Date.UTC(1935, 0, 1 + ((n * 37) % 30_000))).toISOString().slice(0, 10);
    lines.push(`${pick(given, n * 7)} ${pick(given, n * 3 + 1)},${family},${day},${n % 2 ? "F" : "M"},+3170${1e6 + n}`);
  }
  return `${lines.join("\n")}\n`;
}

const lines = [];
function line(what, value, unit, bar) {
  const isOver = bar !== undefined && value > bar;
  const shown = unit === "keys" ? String(value) : value.toFixed(value < 10 ? 1 : 0);
  const words = bar === undefined ? "" : `bar ${bar} ${unit}${isOver ? ", OVER" : ""}`;
  lines.push({ what, value, unit, bar, isOver });
  console.log(`${what.padEnd(64)}${shown.padStart(8)} ${unit.padEnd(5)} ${words}`);
}

/** Counts keys that are commands, and adds up what the machine took for what they show. */
function counting(who) {
  const tally = { keys: 0, ms: 0 };
  const strike = async (...keys) => ((tally.keys += 1), who.strike(...keys));
  return {
    tally,
    strike,
    /** Strikes and waits until `css` has `text`, or has it no more. */
    strikeFor: async (keys, css, text, isThere = true) => {
      await who.run(ARM, css, text, isThere);
      await strike(...keys);
      const ms = await who.until(`'${text}'`, () => who.run(SHOWN));
      tally.ms += ms;
      return ms;
    },
    /** Text, which is not counted. */
    type: async (text) => who.strikeAll(...text),
  };
}

async function start(data) {
  const spawned = Date.now();
  const who = person(await openWindow({ data }));
  await who.see("Riverside Nutrition Clinic");
  const untilLockScreen = (await who.run(FIRST_PICTURE)) - spawned;
  await who.press("Claire Moreau");
  await who.fill("Password", PASSWORDS.claire);
  const { strikeFor } = counting(who);
  const untilToday = await strikeFor([KEY.enter], "main", "Appointments today");
  line("cold start to today's list, typing excluded", untilLockScreen + untilToday, "ms", 2_000);
  return who;
}

async function search(who) {
  const took = [];
  for (const name of ["belescu", "gaard", "morhauser", "kovlund", "oljansen"]) {
    await who.strike(KEY.control, "k");
    await who.until("the field", () => focused(who, "Find a patient"));
    await pause(300);
    for (const letter of name) {
      await who.run(ARM, "[role=dialog]", "\0", true);
      await who.strike(letter);
      await pause(350);
      const ms = await who.run(CHANGED);
      if (ms !== null) took.push(ms);
    }
    await who.strike(KEY.escape);
    await pause(300);
  }
  took.sort((a, b) => a - b);
  line(`a search result after a key, median of ${took.length}`, took[Math.floor(took.length / 2)], "ms", 50);
  line("a search result after a key, slowest of 20", took[Math.floor(took.length * 0.95)], "ms", 50);
}

async function followUp(who) {
  const { tally, strike, strikeFor, type } = counting(who);
  const before = Date.now();
  await strikeFor([KEY.control, "k"], "[role=dialog]", "");
  await who.until("the field", () => focused(who, "Find a patient"));
  await type("bardhi leandra");
  await who.until("the patient", async () => (await who.text("[role=dialog] [data-selected]")).startsWith("Leandra"));
  await strikeFor([KEY.enter], "h1", "Leandra Bardhi");
  await strikeFor([KEY.control, KEY.enter], "main", "Sign note");
  await who.until("the field", () => focused(who, "Weight"));
  await type("52.4");
  await strikeFor([KEY.enter], "main", "52.4 kg");
  while (!(await focused(who, "Assessment"))) await strike(KEY.tab);
  await type("Eats breakfast on five days of seven.");
  await who.see("Saved on this computer");
  await strikeFor([KEY.control, KEY.enter], "[role=dialog]", "Sign and lock");
  await who.until("the field", () => focused(who, "Your password"));
  await type(PASSWORDS.claire);
  await strikeFor([KEY.enter], "main", "Signed by Claire Moreau");
  await strikeFor([KEY.control, KEY.enter], "main", "Overview");
  line("follow-up with weight and signed note, keys", tally.keys, "keys", 40);
  line("follow-up with weight and signed note, the machine waits", tally.ms, "ms", 1_000);
  line("follow-up with weight and signed note, as driven here", Date.now() - before, "ms");
}

const focused = (who, label) =>
  who.run(
    `const e = document.activeElement;
    return (e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? "").startsWith(arguments[0])`,
    label,
  );

/** Each tool with the first choice of each question that is still open; the bars are the keys that it names. */
async function screening(who) {
  const bars = { MUST: 4, MST: 3, "NRS-2002": 5, "Mini Nutritional Assessment": 7 };
  await who.strike(KEY.control, "4");
  await who.press("Screening");
  for (const [tool, bar] of [
    ["MUST", bars.MUST],
    ["MST", bars.MST],
    ["NRS-2002", bars["NRS-2002"]],
    ["GLIM", 12],
    ["Physical examination", 20],
  ]) {
    await who.press("Screen", "table, section");
    await who.see("Finish screening");
    await who.press(tool, "main");
    await who.until(tool, async () => (await who.text("aside h2")).includes(tool));
    const { tally, strike, strikeFor } = counting(who);
    const before = Date.now();
    const isOpen = () => who.run("return document.querySelector('[data-finish]').disabled");
    for (let left = 20; left > 0 && (await isOpen()); left -= 1) {
      await strike("1");
      await pause(120);
    }
    await strikeFor([KEY.control, KEY.enter], "main", "Finish screening", false);
    line(`screening by ${tool}, keys`, tally.keys, "keys", bar);
    line(`screening by ${tool}, as driven here`, (Date.now() - before) / 1_000, "s", 60);
  }
}

/** The proportional set size of the window and of what it started, in KiB. */
function memory(program) {
  const ofGroup = (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[2]) === program ? pssOf(pid) : 0;
    } catch {
      return 0;
    }
  };
  const pssOf = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + ofGroup(pid), 0);
}

async function openMany(who) {
  const rows = [];
  for (let next = []; rows.length < PATIENTS_OPENED && next !== null;) {
    const page = nutrivault(who.data, "claire", "patients", "list", "--limit", "100", ...next);
    rows.push(...page.rows);
    next = page.next === null ? null : ["--after", page.next];
  }
  const took = [];
  for (const { name } of rows) {
    const { strikeFor, type, strike } = counting(who);
    await strikeFor([KEY.control, "k"], "[role=dialog]", "");
    await who.until("the field", () => focused(who, "Find a patient"));
    await type(name.toLowerCase());
    const isSelected = async () => (await who.text("[role=dialog] [data-selected]")).startsWith(name);
    await who.until(name, isSelected);
    took.push(await strikeFor([KEY.enter], "h1", name));
    await strike(KEY.control, "3");
  }
  took.sort((a, b) => a - b);
  line(`a patient's page after Enter, median of ${took.length}`, took[Math.floor(took.length / 2)], "ms", 50);
  line(`memory after ${took.length} patients (PSS of all processes)`, memory(who.program) / MIB, "MiB", 400);
}

const data = clinic();
const who = await start(data);
try {
  console.log(`${patients} patients imported into the demo clinic\n`);
  await search(who);
  await followUp(who);
  await screening(who);
  await openMany(who);
} catch (error) {
  error.message += `, see ${await who.picture("failed")}`;
  throw error;
} finally {
  await who.close();
  remove(data);
}
const over = lines.filter(({ isOver }) => isOver).length;
console.log(`\n${lines.length - over} of ${lines.length} lines hold`);
