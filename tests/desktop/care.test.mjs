// A dietitian's day: find, register, book, measure, write, sign, look back; and a note on a disk that is full.
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { PASSWORDS, demoClinic, remove, smallDisk } from "./clinic.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

let claire;
let data;
const step = journey(test);
before(async () => {
  data = demoClinic();
  claire = person(await openWindow({ data }));
});
after(async () => {
  await claire?.close();
  if (data) remove(data);
});

const openMary = () => claire.openPatient("okafor mary", "Mary Okaforr");

step("the lock screen of a demo clinic shows its passwords, and nothing else opens it", async () => {
  await claire.see("Riverside Nutrition Clinic");
  await claire.press("Claire Moreau");
  await claire.see(PASSWORDS.claire);
  await claire.signIn("claire", PASSWORDS.claire);
  await claire.see("Appointments today");
  await claire.picture("today");
});

step("a patient search works while typing, with a typo", async () => {
  await claire.press("Patients", "nav");
  const first = await claire.until("a list", () =>
    claire.run(
      // a name may be followed by labels
      `const link = document.querySelector("tbody a, tbody button");
      return link && document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()?.textContent;`,
    ),
  );
  const [given, family] = [first.split(" ")[0], first.split(" ").at(-1)];
  const typo = family.slice(0, 2) + family.slice(3);
  await claire.openPatient(`${typo} ${given}`, first);
  await claire.see("Overview");
});

step("registering a patient shows likely duplicates", async () => {
  await claire.press("Patients", "nav");
  await claire.press("Register patient");
  await claire.fill("Given name", "Mary");
  await claire.fill("Family name", "Okaforr");
  await claire.fill("Birth date", "12 3 1992");
  await claire.leave();
  await claire.fill("Phone", "0803 555 0101");
  await claire.picture("register");
  await claire.press("Register patient");
  await claire.see("Start visit");
  await claire.press("Patients", "nav");
  await claire.press("Register patient");
  await claire.fill("Given name", "Mary");
  await claire.fill("Family name", "Okafor");
  await claire.fill("Birth date", "12 3 1992");
  await claire.leave();
  await claire.see("Is it one of these?");
  await claire.see("Mary Okaforr");
  await claire.see("same birth date");
  await claire.picture("likely-duplicates");
  await claire.press("Use this one");
  await claire.see("Mary Okaforr");
});

step("a chart is written in place by keys, and asked for in vain", async () => {
  await claire.see("Not asked yet");
  await claire.press("Add allergy");
  await claire.fill("Substance", "Peanut");
  await claire.leave();
  await claire.strike("s");
  await claire.picture("add-allergy");
  await claire.strike(KEY.enter);
  await claire.see("Severe");
  await claire.press("Add condition");
  await claire.fill("Name", "Asthma");
  await claire.leave();
  await claire.fill("Since", "4/2019");
  await claire.strike(KEY.enter);
  await claire.see("since Apr 2019");
  await claire.press("None known");
  await claire.see("Takes no medicines");
  await claire.press("Edit Medical history");
  await claire.fill("Medical history", "Hypertension in the family.");
  await claire.leave();
  await claire.gone("Nothing recorded yet");
  await claire.press("More: Asthma");
  await claire.press("Resolved");
  await claire.press("Undo");
  await claire.see("since Apr 2019");
  await claire.picture("chart-in-place");
});

step("a visit that was begun by mistake is discarded, brought back, and discarded", async () => {
  await openMary();
  await claire.press("Start visit");
  await claire.fill("Weight", "172 kg");
  for (const isLast of [false, true]) {
    await claire.press("More", "header");
    await claire.press("Discard visit", "[role=menu]");
    if (!isLast) await claire.picture("discard-visit");
    await claire.press("Discard visit", "[role=dialog]");
    await claire.see("The visit is discarded");
    await claire.see("No note yet");
    if (isLast) break;
    await claire.press("Undo");
    await claire.see("End visit");
    await claire.gone("The visit is discarded");
  }
});

step("an appointment is booked from the diary", async () => {
  await claire.press("Diary", "nav");
  await claire.press("Book");
  await claire.fill("Patient", "okafor mary");
  await claire.press("Mary Okaforr", "[role=dialog]");
  await claire.fill("Reason", "Weight review");
  await claire.picture("book");
  await claire.press("Book", "[role=dialog]");
  await claire.see("Mary Okaforr booked:");
  await claire.picture("diary");
});

step("a visit takes measures in any unit and shows what follows from them", async () => {
  await openMary();
  await claire.press("Start visit");
  await claire.fill("Weight", "159 lb");
  await claire.see("72.1 kg");
  await claire.strike(KEY.enter);
  await claire.fill("Height", "5'7");
  await claire.see("170.2 cm");
  await claire.see("24.9");
  await claire.fill("Blood pressure", "128/82");
  await claire.leave();
  await claire.see("128/82 mmHg");
  await claire.fill("Weight", "abc");
  await claire.leave();
  await claire.see("That is not a weight. For example: 72.4 kg or 159 lb");
  await claire.fill("Weight", "260 kg");
  await claire.leave();
  await claire.see("Is it right?");
  await claire.picture("measure-doubt");
  await claire.fill("Weight", "159 lb");
  await claire.leave();
  await claire.gone("Is it right?");
  await claire.fill("Pulse", "72");
  await claire.leave();
  await claire.see("saved");
  await claire.fill("Pulse", "");
  await claire.leave();
  await claire.see("Pulse 72 /min removed");
  await claire.picture("visit");
});

step("a note is written, survives a lock, is signed, and only added to", async () => {
  await claire.fill("Assessment", "Eats breakfast on five days of seven.");
  await claire.see("Saved on this computer");
  await claire.fill("Monitoring", "Weight in three months.");
  // locked in the middle of typing: what was typed is committed before the keys go
  await claire.lock();
  await claire.see("Your note is saved.");
  await claire.picture("lock");
  await claire.signIn("claire", PASSWORDS.claire);
  // the same user comes back to the visit
  await claire.see("Eats breakfast on five days of seven.");
  await claire.until("the rest of the note", async () => {
    return (await claire.value("Monitoring")) === "Weight in three months.";
  });
  await claire.press("Sign note");
  await claire.fill("Your password", PASSWORDS.claire);
  await claire.picture("sign");
  await claire.press("Sign and lock");
  await claire.see("Signed by Claire Moreau");
  await claire.press("Add addendum");
  await claire.fill("Reason", "New information");
  await claire.fill("Text", "Peanut allergy confirmed.");
  await claire.press("Add addendum", "[role=dialog]");
  await claire.see("Peanut allergy confirmed.");
  await claire.picture("signed-note");
  await claire.press("End visit");
  await claire.see("Overview");
});

step("a second weighing shows the change, and both show as a trend", async () => {
  await claire.press("Start visit");
  await claire.fill("Weight", "70");
  await claire.leave();
  await claire.see("−2.1");
  await claire.press("End visit");
  await claire.see("Overview");
  await claire.press("Measurements");
  await claire.see("axis not from zero");
  await claire.see("72.1 kg");
  await claire.picture("trend");
});

step("a child's readings lie on the curves of a reference", async () => {
  await claire.openPatient("karpin sandra", "Sandra Karpin");
  await claire.press("Measurements");
  await claire.press("Growth");
  await claire.see("Weight for age, girls, WHO Child Growth Standards 2006");
  await claire.see("z-score", "table");
  await claire.picture("growth");
  await claire.press("z-scores");
  await claire.press("Whole reference");
  await claire.picture("growth-z");
  await openMary();
});

step("an odd value that nobody answered is kept, and a visit without a note is called so", async () => {
  await claire.press("Overview");
  await claire.press("Start visit");
  await claire.fill("Weight", "99");
  await claire.strike(KEY.enter);
  await claire.press("End visit");
  await claire.see("Overview");
  await claire.press("Measurements");
  await claire.see("99 kg");
  await claire.press("Today", "nav");
  await claire.see("Note missing");
  await openMary();
  await claire.press("Measurements");
  await claire.see("99 kg");
});

step("what was entered wrong is corrected, removed and edited where it is shown", async () => {
  await claire.see("Check", "table");
  await claire.press("More: Weight");
  await claire.press("Keep 99 kg");
  await claire.press("Keep 99 kg", "[role=dialog]");
  await claire.see("Kept", "table");
  await claire.press("More: Weight");
  await claire.press("Correct");
  await claire.fill("Value", "69.4", "[role=dialog]");
  await claire.press("Save", "[role=dialog]");
  await claire.see("69.4 kg", "table");
  await claire.gone("Kept");
  await claire.press("More: Blood pressure");
  await claire.press("Remove");
  await claire.press("Remove", "[role=dialog]");
  await claire.gone("128/82 mmHg");
  await claire.press("Contact", "[role=tablist]");
  await claire.press("Add contact");
  await claire.fill("Name", "Ifeanyi Okafor", "[role=dialog]");
  await claire.press("Save", "[role=dialog]");
  await claire.press("More: Ifeanyi Okafor");
  await claire.press("Edit contact");
  await claire.fill("Phone", "0803 555 0199", "[role=dialog]");
  await claire.press("Save", "[role=dialog]");
  await claire.see("0803 555 0199");
  await claire.press("More: Ifeanyi Okafor");
  await claire.press("Remove");
  await claire.press("Remove", "[role=dialog]");
  await claire.gone("Ifeanyi Okafor");
  await claire.press("More");
  await claire.press("Edit details");
  // a list that opens while the menu still closes goes with it
  const hasNoMenu = () => claire.run("return document.querySelector('[role=menu]') === null");
  await claire.until("the menu to close", hasNoMenu);
  await claire.fill("City", "Accra");
  await claire.choose("Dietitian", "Claire Moreau");
  await claire.choose("Status", "On hold");
  await claire.press("Save");
  await claire.press("Contact", "[role=tablist]");
  await claire.see("Claire Moreau", "dl");
  await claire.press("Measurements");
});

step("the same pages speak French, and numbers follow", async () => {
  await claire.press("User menu: Claire Moreau");
  await claire.press("Français");
  await claire.see("Mesures");
  await claire.see("72,1 kg");
  await claire.press("Patients", "nav");
  await claire.see("Enregistrer un patient");
  await claire.picture("patients-fr");
});

step("in a small window the names stay, and less important columns go", async () => {
  const columns = () =>
    claire.run(
      `const table = document.querySelector("table");
      const widths = [...table.querySelectorAll("th")].map((head) => head.offsetWidth);
      return { overMain: table.offsetWidth - table.parentElement.clientWidth, widths };`,
    );
  await claire.resize(1024, 720);
  const small = await claire.until("columns that fit", async () => {
    const now = await columns();
    return now.widths.includes(0) && now.overMain <= 0 && now;
  });
  assert.ok(small.widths[0] > 180, `${small.widths[0]} px for the name`);
  await claire.picture("patients-small");
  await claire.resize(1280, 720);
  await claire.until("all columns", async () => !(await columns()).widths.includes(0));
});

step("the page has reported no error in all of it", async () => {
  assert.deepEqual(await claire.consoleErrors(), []);
});

const DISK_MIB = 64;
const disk = smallDisk(DISK_MIB);
describe("on a full disk", { skip: disk === null && "this user may mount no small disk" }, () => {
  const step = journey(test);
  const typed = Array(8).fill("Eats late, and little in the morning.").join(" ");
  let who;
  before(async () => {
    const made = demoClinic();
    cpSync(made, disk.folder, { recursive: true });
    remove(made);
    who = person(await openWindow({ data: disk.folder }));
  });
  after(async () => {
    await who?.close();
    disk.remove();
  });

  const isThere = (section, text) =>
    who.until(`the text of ${section}`, async () => (await who.value(section)) === text);
  const lockAnyway = async () => {
    await who.strike(KEY.control, "l");
    await who.see("what was typed last could not be saved", "[role=dialog]");
    await who.press("Leave anyway");
    await who.see("Riverside Nutrition Clinic");
  };

  step("a note that cannot be saved says so", async () => {
    await who.signIn("claire", PASSWORDS.claire);
    await who.press("Patients", "nav");
    await who.press("Register patient");
    await who.fill("Given name", "Ben");
    await who.fill("Family name", "Tallis");
    await who.fill("Birth date", "4 5 1981");
    await who.leave();
    await who.press("Register patient");
    await who.see("Start visit");
    await who.press("Start visit");
    await who.fill("Assessment", "Before the disk was full.");
    await who.see("Saved on this computer");
    disk.fill();
    await who.see("The disk of this computer is full.");
    await who.fill("Assessment", typed);
    await who.see("The disk is full. Keep this window open.");
    await who.picture("disk-full");
  });

  step("a lock by hand says first what is not saved, and one may stay", async () => {
    await who.strike(KEY.control, "l");
    await who.see("what was typed last could not be saved", "[role=dialog]");
    await who.picture("disk-full-leave");
    await who.strike(KEY.enter);
    await who.gone("what was typed last could not be saved");
    assert.equal(await who.value("Assessment"), typed);
  });

  step("after a lock one signs in all the same, reads, and has the note", async () => {
    await lockAnyway();
    // the page that ended may have given back the room of its own files
    await who.signIn("claire", PASSWORDS.claire);
    await isThere("Assessment", typed);
    await who.openPatient("Oisín", "Oisín");
    await who.see("Overview");
    await who.openPatient("tallis ben", "Ben Tallis");
    await who.press("Continue visit");
    await isThere("Assessment", typed);
  });

  step("with the last room gone, a note waits in the program over a lock", async () => {
    rmSync(path.join(disk.folder, "nutrivault/clinic/reserve"), { force: true });
    disk.fill();
    await who.fill("Monitoring", typed);
    await who.see("The disk is full. Keep this window open.");
    await lockAnyway();
    await who.see("A note or measurement that was typed here is not on the disk.");
    await who.picture("disk-full-lock");
    disk.free();
    await who.gone("A note or measurement that was typed here is not on the disk.");
    await who.signIn("claire", PASSWORDS.claire);
    await isThere("Monitoring", typed);
    await isThere("Assessment", typed);
    await who.press("End visit");
    await who.see("Overview");
    assert.deepEqual(await who.consoleErrors(), []);
  });
});
