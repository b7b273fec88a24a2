// Every screen of the window, listed once: pictures, axe and the measures of large text walk the same list.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { PASSWORDS, demoClinic, emptyFolder, nutrivault, remove } from "./clinic.mjs";
import { admin } from "./admin-screens.mjs";
import { absent } from "./absence-screens.mjs";
import { clashing } from "./clash-screens.mjs";
import { alerted } from "./alert-screens.mjs";
import { billed } from "./billing-screens.mjs";
import { laboratory } from "./lab-screens.mjs";
import { planned } from "./plan-screens.mjs";
import { reported } from "./report-screens.mjs";
import { grouped } from "./group-screens.mjs";
import { series } from "./series-screens.mjs";
import { openServer } from "./server.mjs";
import { KEY } from "./webdriver.mjs";
import { root } from "./window.mjs";
import { reminds, waits } from "./waiting-screens.mjs";

/** The words of the screens in a language, with every space an ordinary one, as `person` reads them. */
export async function wordsIn(language) {
  const ui = path.join(root, "ui");
  const require = createRequire(path.join(ui, "package.json"));
  const { createServer } = await import(pathToFileURL(require.resolve("vite")));
  const vite = await createServer({
    configFile: false,
    root: ui,
    appType: "custom",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    cacheDir: emptyFolder(),
    logLevel: "error",
  });
  try {
    const { wordsIn } = await vite.ssrLoadModule("/src/words/index.ts");
    return withPlainSpaces(wordsIn(language));
  } finally {
    remove(vite.config.cacheDir);
    await vite.close();
  }
}

function withPlainSpaces(words) {
  if (typeof words === "string") return words.replace(/[\s\u2009\u202f]+/g, " ");
  if (typeof words === "function") return (...values) => withPlainSpaces(words(...values));
  if (typeof words !== "object" || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([name, value]) => [name, withPlainSpaces(value)]));
}

/** A demo clinic on a server, with a second computer that disagrees and a third that was removed with unsent work. */
export async function threeComputers() {
  const server = await openServer();
  const [data, other, lost] = [demoClinic(), emptyFolder(), emptyFolder()];
  const close = async () => {
    for (const folder of [data, other, lost]) remove(folder);
    await server.close();
  };
  try {
    nutrivault(data, "admin", "connect", server.url, "--code", server.code);
    for (const [folder, name] of [
      [other, "Room 2"],
      [lost, "Lost laptop"],
    ]) {
      const { code } = nutrivault(data, "admin", "enrol", "create");
      nutrivault(folder, "claire", "enrol", "join", server.url, "--code", code, "--name", name);
    }
    writeUnsent(lost);
    twoFilesOfOnePerson(data);
    nutrivault(data, "admin", "sync");
    revoke(data, lost);
    return { data, other, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function writeUnsent(lost) {
  const [first, second] = ["Oisín", "Amelia"].map((name) => nutrivault(lost, "claire", "search", name).hits[0].id);
  nutrivault(lost, "claire", "patients", "edit", first, "--phone", "+353 1 555 0199");
  nutrivault(
    lost,
    "claire",
    "measurements",
    "add",
    "--patient",
    first,
    "--kind",
    "WEIGHT",
    "--value",
    "30 kg",
    "--keep",
  );
  nutrivault(lost, "claire", "patients", "edit", second, "--email", "amelia@example.org");
}

function twoFilesOfOnePerson(data) {
  const add = (given, ...words) =>
    nutrivault(data, "claire", "patients", "add", "--given-name", given, "--family-name", "Zoubir", ...words).patient;
  const ines = add("Ines", "--birth-date", "1980-05-04", "--sex", "FEMALE");
  add("Inès", "--birth-date", "1980-04-05", "--sex", "FEMALE", "--phone", "0601020304");
  nutrivault(data, "claire", "allergies", "add", "--patient", ines.id, "--substance", "Sesame");
}

function revoke(data, lost) {
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

/** Changes one field on both computers at once; the open window pushes its computer's change. */
/** Done once: the conflict is still undecided when the same screens are walked again. */
function disagree(computers) {
  if (computers.disagree) return;
  const { data, other } = computers;
  const patient = nutrivault(data, "claire", "search", "Oisín").hits[0].id;
  nutrivault(other, "claire", "patients", "edit", patient, "--phone", "+353 1 555 0122");
  nutrivault(data, "claire", "patients", "edit", patient, "--phone", "+353 1 555 0111");
  nutrivault(other, "claire", "sync");
  computers.disagree = true;
}

/** Runs in the page: what is drawn, or nothing while something is still to come. */
const DRAWN = `
  const waits = ".mantine-Loader-root, .mantine-Skeleton-root, [data-loading], .mantine-Notification-root";
  const moves = document.getAnimations().some((animation) => animation.playState === "running");
  return moves || document.querySelector(waits) !== null ? null : document.body.innerText;
`;

/** Waits until nothing is loaded or moves, and toasts have gone. */
export async function atRest(who) {
  let before = null;
  await who.until("the page to be at rest", async () => {
    const now = await who.run(DRAWN);
    const rests = now !== null && now === before;
    before = now;
    return rests;
  });
}

/** A walk through screens: `at` is called at each, by its name, once it is at rest. */
class Walk {
  constructor(who, words, at) {
    Object.assign(this, { who, words });
    this.at = async (name) => {
      await atRest(who);
      await at(name);
    };
  }

  async signIn(user, name) {
    const { who, words } = this;
    if (name !== undefined) await who.press(name);
    await who.fill(words.start.name, user);
    await who.fill(words.start.password, PASSWORDS[user]);
    await who.press(words.start.signIn);
    await who.until("the open clinic", () => who.find("nav"));
  }

  async lock() {
    await this.who.strike(KEY.control, "l");
    await this.who.see(this.words.start.password);
  }

  page(name) {
    return this.who.press(this.words.frame.pages[name], "nav");
  }

  tab(name) {
    const { patients, billing } = this.words;
    return this.who.press(name === "documents" ? billing.andDocuments : patients.tabs[name], "[role=tablist]");
  }

  /** Leaves a dialog or a menu by the key that every one of them has. */
  async leave() {
    await this.who.strike(KEY.escape);
    await this.who.until("the dialog to go", () =>
      this.who.run("return document.querySelector('[role=dialog], [role=menu]') === null"),
    );
  }

  open(typed, name) {
    return this.who.openPatient(typed, name, this.words.frame.findPlaceholder);
  }

  menu(item) {
    const { frame } = this.words;
    return this.who.press(frame.more, "header, main").then(() => this.who.press(item, "[role=menu]"));
  }
}

/** The first run of the program, on a folder with nothing in it. */
export async function walkFirstRun(who, words, at) {
  const walk = new Walk(who, words, at);
  const { start, frame } = words;
  await who.fill(start.clinicName, "Riverside Nutrition Clinic");
  await walk.at("first-run");
  await who.press(frame.next);
  for (const [field, text] of [
    [start.firstName, "Ama"],
    [start.lastName, "Mensah"],
    [start.name, "ama"],
    [start.password, "green tea at four"],
    [start.repeat, "green tea at four"],
  ])
    await who.fill(field, text);
  await walk.at("first-admin");
  await who.press(start.makeClinic);
  await who.see(start.keyWarning);
  await walk.at("recovery-key");
}

/** Everything else, at a computer of `threeComputers`. */
export async function walkClinic(who, words, at, computers) {
  const walk = new Walk(who, words, at);
  await lists(walk);
  await patient(walk);
  await rows(walk);
  await plan(walk);
  await tools(walk);
  await recalled(walk);
  await planned(walk);
  await ordered(walk);
  await ownFoods(walk);
  await cooked(walk);
  await day(walk);
  await exchange(walk, computers);
  await admin(walk);
  await prescribed(walk);
  await laboratory(walk);
  await billed(walk);
  await reported(walk);
  await alerted(walk);
  await frontDesk(walk);
}

async function lists(walk) {
  const { who, words } = walk;
  const { filing, followUps, frame, merge, patients, stays } = words;
  await who.see("Riverside Nutrition Clinic");
  await who.press("Claire Moreau");
  await walk.at("lock");
  await walk.signIn("claire");
  await who.see(words.today.list);
  // that this computer has no key store is told once, and pictures are of every day
  if (await who.shows(frame.secretInFile)) await who.press(frame.close, "[role=alert]");
  await walk.at("today");
  await who.strike(KEY.shift, "?");
  await who.see(frame.showKeys, "[role=dialog]");
  await walk.at("keys");
  await walk.leave();
  await who.press(frame.userMenu);
  await walk.at("user-menu");
  await walk.leave();
  await who.press(frame.findPlaceholder);
  await who.fill(frame.findPlaceholder, "Oisín", "[role=dialog]");
  await walk.at("find");
  await walk.leave();
  await walk.page("patients");
  await who.see("Amelia");
  await walk.at("patients");
  await who.press(stays.list);
  await who.see(stays.fields.bed);
  await walk.at("inpatients");
  await who.press(followUps.title);
  await who.until("those who are due", () => who.find("tbody tr"));
  await walk.at("follow-ups");
  // its name has the patient's in it
  await who.run("[...document.querySelectorAll('tbody tr:first-child [class*=mantine-Group] button')][0].click()");
  await who.see(followUps.result);
  await walk.at("call");
  await walk.leave();
  await who.press(merge.list);
  // the demo clinic has none
  await who.until("the duplicates", async () => (await who.shows(merge.compare)) || (await who.shows(merge.allDone)));
  await walk.at("duplicates");
  await who.press(filing.title);
  await who.see(filing.help, "main");
  await walk.at("to-file");
  await who.press(followUps.all);
  await who.press(patients.register);
  await who.fill(patients.form.given, "Oisin");
  await who.fill(patients.form.family, "Suilleabhain");
  await who.fill(patients.form.birth, "10 8 2015");
  await who.leave();
  await who.see(patients.likely);
  await walk.at("register");
}

async function patient(walk) {
  const { who, words } = walk;
  const { growth, labs, medicalRecords, merge, portal, timeline, consents } = words;
  await walk.open("Oisín", "Oisín");
  await walk.at("patient");
  await walk.tab("measurements");
  await walk.at("measurements");
  await who.press(growth.title, "main");
  await walk.at("growth");
  await walk.tab("visits");
  await walk.at("visits");
  await who.press(timeline.title, "main");
  await walk.at("timeline");
  await who.press(medicalRecords.title, "main");
  await walk.at("records");
  await walk.tab("labs");
  await walk.at("labs");
  await who.press(labs.add, "main");
  await walk.at("labs-sheet");
  await walk.tab("documents");
  await walk.at("documents");
  await walk.tab("contact");
  await walk.at("contacts");
  await who.press(portal.invite, "main");
  await who.see(portal.mayShow, "[role=dialog]");
  await walk.at("portal");
  await walk.leave();
  await who.press(consents.addNext, "main");
  await walk.at("consent");
  await walk.open("Tiago Thomas", "Tiago Thomas");
  await walk.tab("labs");
  await walk.at("lab-results");
  await who.press(labs.bySheet, "main");
  await walk.at("lab-sheets");
  await walk.open("Àlex Jiménez", "Àlex Jiménez");
  await walk.tab("documents");
  await who.press("Letter of the general practitioner", "main");
  await who.until("the first page", () => who.find("canvas"));
  await walk.at("document");
  await walk.open("Ines Zoubir", "Ines Zoubir");
  await walk.menu(merge.action);
  await who.see(merge.ask, "[role=dialog]");
  await who.fill(words.diary.patient, "Inès Zoubir", "[role=dialog]");
  await who.see("1980", "[role=dialog] ul");
  await who.press("Inès Zoubir", "[role=dialog] ul");
  await who.see(merge.chooseNames, "[role=dialog]");
  await walk.at("merge");
  await walk.leave();
  mergeBoth(who.data);
  await who.see(merge.undo);
  await walk.at("merged");
  await who.press(merge.undo);
  await who.gone(merge.undo);
}

/** Merges them from outside, as the dialog does: the window shows what another program writes. */
function mergeBoth(data) {
  const [one, other] = nutrivault(data, "claire", "search", "Zoubir").hits.sort((a, b) => (a.name < b.name ? -1 : 1));
  nutrivault(data, "claire", "patients", "merge", other.id, "--into", one.id, "--checked");
}

/** The forms of rows, and what is asked about them. */
async function rows(walk) {
  const { who, words } = walk;
  const { background, careTeam, frame, insurance, patients, photos, referrals, stays, tags } = words;
  await walk.open("Tiago Thomas", "Tiago Thomas");
  await who.press(background.lists.allergies.add, "main");
  await walk.at("allergy");
  await who.strike(KEY.escape);
  await who.press(stays.add, "main");
  await walk.at("stay");
  await who.strike(KEY.escape);
  await walk.menu(photos.action);
  await who.see(photos.title, "[role=dialog]");
  await walk.at("photo");
  await walk.leave();
  await who.press(tags.of("Tiago Thomas"), "header, main");
  await walk.at("tags");
  await walk.leave();
  await walk.tab("contact");
  await who.press(insurance.add, "main");
  await walk.at("insurance");
  await who.strike(KEY.escape);
  await who.press(referrals.add, "main");
  await walk.at("referral");
  await who.strike(KEY.escape);
  await walk.tab("overview");
  await who.press(careTeam.add, "main");
  await walk.at("care-team");
  await who.strike(KEY.escape);
  await walk.tab("measurements");
  await who.press(frame.labelled(frame.more, words.visits.kinds.weight), "main");
  await who.press(patients.correct, "[role=menu]");
  await who.see(patients.correctHelp, "[role=dialog]");
  await walk.at("correction");
  await walk.leave();
}

async function plan(walk) {
  const { who, words } = walk;
  const { goals, needs, screening } = words;
  await walk.open("Leandra", "Leandra");
  await walk.tab("plan");
  await walk.at("plan");
  await who.press(goals.addGoal, "main");
  await walk.at("goal");
  await who.strike(KEY.escape);
  await who.press(needs.title, "main");
  await walk.at("needs");
  await who.press(needs.estimate, "main");
  await walk.at("estimate");
  await who.press(screening.title, "main");
  await walk.at("screenings");
  await who.press(screening.screen, "main");
  await walk.at("screening");
}

async function recalled(walk) {
  const { who, words } = walk;
  const { recalls } = words;
  await walk.open("Sophia Sullivan", "Sophia Sullivan");
  await walk.tab("plan");
  await who.press(recalls.tab, "main");
  await walk.at("recalls");
  await who.press(recalls.kinds.twentyFourHours, "table");
  await who.see(recalls.beforeFinishing);
  await walk.at("recall");
}

async function ownFoods(walk) {
  const { who, words } = walk;
  const { clinicFoods, foodImports } = words;
  await walk.page("foods");
  await who.see("Vitalo", "table");
  await walk.at("foods");
  await who.press(clinicFoods.add, "main");
  await walk.at("food");
  await walk.leave();
  await who.press(foodImports.action, "main");
  await walk.at("food-import");
  await walk.leave();
}

async function cooked(walk) {
  const { who, words } = walk;
  const { recipes } = words;
  await who.press(recipes.tab, "main");
  await who.see("Lentil soup", "table");
  await walk.at("recipes");
  await who.press("Lentil soup", "table");
  await who.see(recipes.inPortion);
  await walk.at("recipe");
}

async function ordered(walk) {
  const { who, words } = walk;
  const { dietOrders, frame, handouts } = words;
  await walk.open("Sophia Sullivan", "Sophia Sullivan");
  await walk.tab("plan");
  await who.press(dietOrders.tab, "main");
  await walk.at("diet-orders");
  await who.press(dietOrders.add, "main");
  await who.press(dietOrders.tube, "main form");
  await who.see(dietOrders.route);
  await walk.at("diet-order");
  // otherwise its draft is restored on the next walk
  await who.press(frame.cancel, "main form");
  await who.press(handouts.tab, "main");
  await walk.at("handouts");
  // its title is in the patient's language
  await who.run("document.querySelector('main [data-row-link]').click()");
  await who.see(handouts.giveAndPrint, "[role=dialog]");
  await walk.at("handout-give");
  await walk.leave();
}

/** Tools of screening whose page differs from the usual one, and the targets. */
async function tools(walk) {
  const { who, words } = walk;
  const { needs, screening, targets } = words;
  for (const tool of ["glim", "physicalExamination"]) {
    await who.press(screening.tools[tool], "main");
    await who.until(tool, async () => (await who.text("aside h2")).includes(screening.tools[tool]));
    await walk.at(`screening-${tool}`);
  }
  await who.press(screening.back, "main");
  await who.press(needs.title, "main");
  await who.press(targets.add, "main");
  await walk.at("target");
  await who.strike(KEY.escape);
  await who.press(targets.reference, "main");
  await who.until("the reference", () => who.find("[role=dialog]"));
  await walk.at("reference");
  await walk.leave();
}

async function day(walk) {
  const { who, words } = walk;
  const { diary, visits, notes } = words;
  await walk.page("diary");
  await walk.at("diary");
  await who.press(diary.book, "main");
  await who.see(diary.bookTitle, "[role=dialog]");
  await walk.at("book");
  await walk.leave();
  await series(walk);
  await grouped(walk);
  await absent(walk);
  await clashing(walk);
  await waits(walk);
  await reminds(walk);
  await who.press(diary.byRoom, "main");
  await walk.at("rooms-day");
  await who.press(diary.byRoom, "main");
  await who.press(diary.views.week, "main");
  await walk.at("week");
  await who.press(diary.views.month, "main");
  await walk.at("month");
  // no appointment of today: whether one is still to come depends on the hour
  await walk.open("Leandra", "Leandra");
  const { startVisit, continueVisit } = words.patients;
  await who.press((await who.shows(continueVisit)) ? continueVisit : startVisit);
  await who.fill(visits.kinds.weight, "129 lb");
  await who.see(words.visits.note);
  await walk.at("visit");
  await who.fill(notes.sections.assessment, "/");
  await who.see(notes.chart, "[role=listbox]");
  await walk.at("templates");
  await who.strike(KEY.escape);
  await who.fill(notes.sections.assessment, "Eats late.");
  await who.until("the saved note", () => who.shows(notes.savedAt("").trim()));
  await who.press(notes.sign, "header, main");
  await who.see(notes.signAndLock, "[role=dialog]");
  await walk.at("sign");
  await walk.leave();
  // empty it, so that the next walk writes it again
  await who.fill(notes.sections.assessment, "");
}

async function exchange(walk, computers) {
  const { who, words } = walk;
  await walk.page("sync");
  await who.see(words.sync.devices);
  await walk.at("sync");
  disagree(computers);
  await walk.page("conflicts");
  await who.see(words.conflicts.chooseBoth);
  await walk.at("conflict");
  await walk.page("review");
  await who.see("+353 1 555 0199");
  await walk.at("review");
  await walk.lock();
}

/** A doctor prescribes, and the pharmacist's first page has it. */
async function prescribed(walk) {
  const { who, words } = walk;
  const { frame, prescriptions } = words;
  await walk.signIn("david");
  await walk.open("Arthur Dubois", "Arthur Dubois");
  await walk.tab("labs");
  await who.press(prescriptions.tab, "main");
  await who.see("Vitamin D", "main");
  await walk.at("prescriptions");
  await who.press(prescriptions.add, "main");
  await who.see(prescriptions.dosage);
  await walk.at("prescription");
  await who.press(frame.cancel, "main form");
  await walk.lock();
  await walk.signIn("ines");
  await who.see("Vitamin D", "table");
  await walk.at("to-dispense");
  const first = await who.run("return document.querySelector('tbody tr td:nth-child(3)').innerText");
  await who.run("document.querySelector('tbody tr button').focus()");
  await who.strike("d");
  await who.see(prescriptions.dispenseWhat(first.split(",")[0]), "[role=dialog]");
  await walk.at("dispense");
  await walk.leave();
  await walk.lock();
}

async function frontDesk(walk) {
  await walk.signIn("lea");
  await walk.open("Oisín", "Oisín");
  await walk.at("front-desk");
  await walk.tab("appointments");
  await walk.at("appointments");
  await walk.page("arrivals");
  await walk.at("arrivals");
}
