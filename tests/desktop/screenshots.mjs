// Pictures of every screen from the real window, light and dark, at the size that is designed for first.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { person } from "./person.mjs";
import { openServer } from "./server.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow, root, target } from "./window.mjs";

const folder = path.join(root, "ui/screenshots");
const COLOURS = 160;

/** With `variants`, every screen is pictured narrow, with large text and in French, too, beside the test pictures. */
const variants = process.argv.includes("variants") ? path.join(target, "screenshots/variants") : null;

/** Shows the screen as a variant has it, and then as it was. */
const VARIANTS = {
  narrow: [(who) => who.resize(1024, 700), (who) => who.resize(1280, 720)],
  large: [(who) => prefer(who, "200"), (who) => prefer(who, "100")],
  french: [(who) => prefer(who, "Français"), (who) => prefer(who, "English")],
};

async function prefer(who, choice) {
  // the menu of the user, which is the last of the header in every language
  const menus = ".mantine-AppShell-header button[aria-haspopup=menu]";
  await who.run("[...document.querySelectorAll(arguments[0])].at(-1)?.click()", menus);
  await who.press(choice, "[role=menu]");
}

async function asVariants(who, name) {
  mkdirSync(variants, { recursive: true });
  for (const [variant, [begin, end]] of Object.entries(VARIANTS)) {
    if (variant !== "narrow" && !(await who.run("return document.querySelector('nav') !== null"))) continue;
    await begin(who);
    writeFileSync(path.join(variants, `${name}-${variant}.png`), await still(who));
    await end(who);
  }
}

/** One picture in both themes. Nothing blinks in it: the caret is hidden and toasts have gone. */
async function both(who, name) {
  await who.run("document.documentElement.style.caretColor = 'transparent'");
  await who.until("the toasts to go", () =>
    who.run("return document.querySelectorAll('.mantine-Notification-root').length === 0"),
  );
  for (const scheme of ["light", "dark"]) {
    await who.run("document.documentElement.setAttribute('data-mantine-color-scheme', arguments[0])", scheme);
    const file = path.join(folder, `${name}-${scheme}.png`);
    writeFileSync(file, await still(who));
    execFileSync("convert", [file, "-strip", "-dither", "None", "-colors", `${COLOURS}`, `PNG8:${file}`]);
  }
  await who.run("document.documentElement.setAttribute('data-mantine-color-scheme', 'light')");
  if (variants !== null) await asVariants(who, name);
}

/** The picture once nothing moves in it any more. */
async function still(who) {
  let before = await who.screenshot();
  return who.until("the page to stand still", async () => {
    const now = await who.screenshot();
    const same = now.equals(before);
    before = now;
    return same && now;
  });
}

async function firstRun() {
  const ama = person(await openWindow());
  try {
    await ama.fill("Name of the clinic", "Riverside Nutrition Clinic");
    await both(ama, "first-run");
    await ama.press("Next");
    for (const [field, text] of [
      ["First name", "Ama"],
      ["Last name", "Mensah"],
      ["User name", "ama"],
      ["Password", "green tea at four"],
      ["Password again", "green tea at four"],
    ])
      await ama.fill(field, text);
    await ama.press("Create clinic");
    await ama.see("only this paper opens the records");
    await both(ama, "recovery-key");
  } finally {
    await ama.close();
  }
}

/** The demo clinic on a server, on a second computer, and on a third that was removed with unsent work. */
function connect(server, data, other, lost) {
  nutrivault(data, "admin", "connect", server.url, "--code", server.code);
  const join = (folder, name) => {
    const { code } = nutrivault(data, "admin", "enrol", "create");
    nutrivault(folder, "claire", "enrol", "join", server.url, "--code", code, "--name", name);
  };
  join(other, "Room 2");
  join(lost, "Lost laptop");
  const [first, second] = ["Oisín", "Amelia"].map((name) => nutrivault(lost, "claire", "search", name).hits[0].id);
  nutrivault(lost, "claire", "patients", "edit", first, "--phone", "+353 1 555 0199");
  nutrivault(lost, "claire", "measurements", "add", "--patient", first, "--kind", "WEIGHT", "--value", "30 kg");
  nutrivault(lost, "claire", "patients", "edit", second, "--email", "amelia@example.org");
  nutrivault(data, "admin", "sync");
  const { devices } = nutrivault(data, "admin", "devices", "list");
  const { number } = devices.find(({ name }) => name === "Lost laptop");
  nutrivault(data, "admin", "devices", "revoke", `${number}`, "--reason", "stolen");
  try {
    nutrivault(lost, "claire", "sync");
  } catch {
    // it sends what it has, and then says that it was removed
  }
  nutrivault(data, "admin", "sync");
}

/** One field is changed on both at once; the open window exchanges what its computer wrote. */
function disagree(data, other) {
  const patient = nutrivault(data, "claire", "search", "Oisín").hits[0].id;
  nutrivault(other, "claire", "patients", "edit", patient, "--phone", "+353 1 555 0122");
  nutrivault(data, "claire", "patients", "edit", patient, "--phone", "+353 1 555 0111");
  nutrivault(other, "claire", "sync");
}

async function clinic(data, other) {
  const who = person(await openWindow({ data }));
  try {
    await who.see("Riverside Nutrition Clinic");
    await who.press("Claire Moreau");
    await both(who, "lock");
    await who.signIn("claire", PASSWORDS.claire);
    await who.see("Appointments today");
    if (await who.shows("no key store")) await who.press("Close", "[role=alert]");
    await both(who, "today");
    await who.press("Patients", "nav");
    await who.see("sorted by family name");
    await both(who, "patients");
    await who.press("Follow-ups");
    await who.see("overdue", "tbody");
    await both(who, "follow-ups");
    await who.press("All patients");
    await who.press("Register patient");
    await who.fill("Given name", "Oisin");
    await who.fill("Family name", "Suilleabhain");
    await who.fill("Birth date", "10 8 2015");
    await who.leave();
    await who.see("Is it one of these?");
    await both(who, "register");
    await who.openPatient("Oisín", "Oisín");
    await who.see("Overview");
    await both(who, "patient");
    await who.press("Measurements");
    await who.see("axis does not start at 0");
    await both(who, "measurements");
    await who.strike(KEY.control, "4");
    await who.see("related to");
    await both(who, "plan");
    await who.press("Visits");
    await who.see("Reason");
    await both(who, "visits");
    await who.press("Diary", "nav");
    await who.see("booked");
    await both(who, "diary");
    await who.press("Today", "nav");
    // which of them there is depends on the hour
    await who.press((await who.shows("Continue")) ? "Continue" : "Start visit");
    await who.fill("Weight", "129 lb");
    await who.see("58.5 kg");
    await both(who, "visit");
    await who.press("Sync", "nav");
    await who.see("Computers");
    await both(who, "sync");
    disagree(data, other);
    await who.press("Conflicts", "nav");
    await who.see("Keep both");
    await both(who, "conflict");
    await who.press("Review", "nav");
    await who.see("+353 1 555 0199");
    await both(who, "review");
    await who.lock();
    await who.signIn("admin", PASSWORDS.admin);
    await who.press("Settings", "nav");
    await who.see("Lock after");
    await both(who, "settings");
    await who.press("Audit", "nav");
    await who.see("Chain complete");
    await both(who, "audit");
    await who.run(
      `const links = [...document.querySelectorAll("[data-row-link]")];
      links.find((link) => link.closest("tr").textContent.includes("Changed a patient")).click();`,
    );
    await who.see("Before", "[role=dialog]");
    await both(who, "audit-entry");
    await who.lock();
    await who.signIn("lea", PASSWORDS.lea);
    await who.openPatient("Oisín", "Oisín");
    await who.see("Emergency contacts");
    await both(who, "front-desk");
  } finally {
    await who.close();
  }
}

mkdirSync(folder, { recursive: true });
await firstRun();
const server = await openServer();
const data = demoClinic();
const other = emptyFolder();
const lost = emptyFolder();
try {
  connect(server, data, other, lost);
  await clinic(data, other);
} finally {
  remove(data);
  remove(other);
  remove(lost);
  await server.close();
}
console.log(`The pictures are in ${folder}`);
