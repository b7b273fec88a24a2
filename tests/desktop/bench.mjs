// The effort of the user at the window: keys, and the time from a key to the frame that it draws. Measured inside of
// the page, by its own clock, from the key's event to the frame that shows what it brought; the password and what is
// typed as text are not counted. Nothing fails on a figure: a line over its bar is printed as such.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { foods } from "./bench-foods.mjs";
import { addClinic, frontDesk } from "./bench-front-desk.mjs";
import { changedAfter, counting, firstPicture, line, lines, linesOf, pause } from "./bench-tools.mjs";
import { PASSWORDS, copyOf, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow, program, target } from "./window.mjs";

const patients = Number(process.argv[2] ?? 50_000);
const PATIENTS_OPENED = 200;
const MIB = 1024;

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

async function start(data) {
  const spawned = Date.now();
  // the one of the two clinics of this computer that is opened first
  const env = { NUTRIVAULT_VAULT: path.join(data, "nutrivault/clinic") };
  const who = person(await openWindow({ data, env }));
  await who.see("Riverside Nutrition Clinic");
  const untilLockScreen = (await firstPicture(who)) - spawned;
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
      const ms = await changedAfter(who, letter);
      if (ms !== null) took.push(ms);
    }
    await who.strike(KEY.escape);
    await pause(300);
  }
  linesOf("a search result after a key", took, 50);
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

/** Each tool, with the keys that it may take: one for each question, and two that open and finish it. */
const TOOLS = { MUST: 4, MST: 3, "NRS-2002": 5, GLIM: 12, "Physical examination": 20, "MNA-SF": 7 };
/** One is for older people. */
const FOR_OLD = "MNA-SF";

/** Each tool with the first choice of each question that is still open. */
async function screening(who) {
  const added = ["--given-name", "Odile", "--family-name", "Zoubir", "--birth-date", "1940-05-04", "--sex", "FEMALE"];
  nutrivault(who.data, "claire", "patients", "add", ...added);
  await openPlan(who);
  for (const [tool, bar] of Object.entries(TOOLS)) {
    if (tool === FOR_OLD) {
      await who.openPatient("zoubir odile", "Odile Zoubir");
      await openPlan(who);
    }
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

/** The screenings of the patient whose page is open. */
async function openPlan(who) {
  await who.strike(KEY.control, "4");
  await who.press("Screening");
}

/** The proportional set size of the window and of what it started, in KiB. */
function memory(leader) {
  const ofGroup = (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[2]) === leader ? pssOf(pid) : 0;
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
  linesOf("a patient's page after Enter", took, 50);
  line(`memory after ${took.length} patients (PSS of all processes)`, memory(who.program) / MIB, "MiB", 400);
}

const data = clinic();
addClinic(data);
const who = await start(data);
try {
  console.log(`${patients} patients imported into the demo clinic\n`);
  line("the program of the window, with fonts and foods", statSync(program).size / 1e6, "MB", 110);
  await search(who);
  await followUp(who);
  await screening(who);
  await foods(who);
  await openMany(who);
  await frontDesk(who);
} catch (error) {
  error.message += `, see ${await who.picture("failed")}`;
  throw error;
} finally {
  await who.close();
  remove(data);
}
const over = lines.filter(({ isOver }) => isOver).length;
console.log(`\n${lines.length - over} of ${lines.length} lines hold`);
