// The front desk at the window: a new patient registered and booked, an appointment dragged, users and clinics changed.
import { counting, firstPicture, line, linesOf, pause, shownAfter, watch } from "./bench-tools.mjs";
import { PASSWORDS, anotherClinic, dayAfter, nutrivault } from "./clinic.mjs";
import { drag } from "./mouse.mjs";
import { KEY } from "./webdriver.mjs";

const RIVERSIDE = "Riverside Nutrition Clinic";
/** Comes after the first one by name, so that its digit is 2. */
const SUNRISE = {
  folder: "second",
  name: "Sunrise Clinic",
  user: "zelda",
  firstName: "Zelda",
  lastName: "Quist",
  password: "green tea at four",
};
const MESSAGES = ".mantine-Notification-root";
const SWITCHES = 6;
const DRAGS = 4;

/** Makes the second clinic of the computer, before the window opens. */
export const addClinic = (data) => anotherClinic(data, SUNRISE);

/** Strikes keys that end the page, and returns how long it took until the first picture of the next one. */
async function leave(who, keys, isThere) {
  const struckAt = Date.now();
  await who.pressLast(...keys);
  await who.until("the next page", isThere);
  await who.releaseKeys();
  return (await firstPicture(who)) - struckAt;
}

/** Another user takes over: what the machine takes for it, without the typing. */
async function switchUser(who) {
  const isAsked = async () => (await who.value("User name")) === "";
  const untilLockScreen = await leave(who, [KEY.control, KEY.shift, "l"], isAsked);
  const { strike, strikeFor, type } = counting(who);
  await who.focused("User name");
  await type("lea");
  await strike(KEY.enter);
  await who.focused("Password");
  await type(PASSWORDS.lea);
  const untilToday = await strikeFor([KEY.enter], "h1", "Today");
  line("switch of user, typing excluded", untilLockScreen + untilToday, "ms", 2_000);
}

/** Of no patient of the clinic, nor like the name of one. */
const NEW = "Thandiwe Quvenga";

async function registerAndBook(who) {
  const { tally, strikeFor, tabTo, type } = counting(who);
  const before = Date.now();
  await strikeFor([KEY.control, KEY.shift, "n"], "[role=dialog]", "Book an appointment");
  await who.focused("Patient");
  await type(NEW);
  await who.see("No patient matches", "[role=dialog]");
  await tabTo(`Register ${NEW}`);
  await strikeFor([KEY.enter], "[role=dialog]", "Given name");
  await who.focused("Given name");
  await tabTo("Birth date");
  await type("12 4 1987");
  await tabTo("Phone");
  await type("024 555 0101");
  await strikeFor([KEY.enter], MESSAGES, `${NEW} is registered`);
  await who.focused("Book");
  await strikeFor([KEY.enter], MESSAGES, `${NEW} booked:`);
  line("a new patient registered and booked, keys", tally.keys, "keys", 30);
  line("a new patient registered and booked, the machine waits", tally.ms, "ms", 1_000);
  line("a new patient registered and booked, as driven here", Date.now() - before, "ms");
}

/** A working day far enough ahead that the demo has booked nothing on it. */
function quietDays() {
  let days = 60;
  while ([0, 6].includes(new Date(dayAfter(days)).getUTCDay())) days += 1;
  return days;
}

/** Where the only entry of the day is, once it has stopped, and the columns of the day. */
const entry = (who, name) =>
  who.until("the entry at rest", () =>
    who.run(
      `const entries = [...document.querySelectorAll("[draggable=true]")];
      const drawn = entries.find((e) => e.textContent.includes(arguments[0]));
      if (!drawn || document.querySelector("[data-dragging]")) return null;
      if (drawn.getAnimations({ subtree: true }).length > 0) return null;
      const { x, y, width } = drawn.getBoundingClientRect();
      const bounds = [...document.querySelectorAll("[data-provider]")].map((e) => {
        const head = e.getBoundingClientRect();
        return { of: e.dataset.provider, left: head.left, right: head.right, x: head.left + head.width / 2 };
      });
      const at = x + width / 2;
      const own = bounds.find(({ left, right }) => at >= left && at < right);
      return { at: { x: at, y: y + 8 }, own: own.of, others: bounds.filter(({ of }) => of !== own.of) };`,
      name,
    ),
  );

/** Drags an appointment from one dietitian to another and back: until it is drawn there, and until it is saved. */
async function dragAppointments(who) {
  const days = quietDays();
  const { hits } = nutrivault(who.data, "claire", "search", "Oisín");
  const [{ id, name }] = hits;
  const booking = ["--patient", id, "--starts", `${dayAfter(days)}T09:00:00Z`, "--minutes", "30"];
  nutrivault(who.data, "claire", "appointments", "book", "--anyway", ...booking);
  await who.strikeAll("g", "d");
  await who.until("the diary", () => who.find("[data-provider]"));
  for (let day = 0; day < days; day += 1) await who.strike(KEY.right);
  const [drawn, saved] = [[], []];
  for (let round = 0; round < DRAGS; round += 1) {
    const { at, others } = await entry(who, name);
    const [to] = others;
    await watch(
      who,
      { css: `div:has(> [data-provider="${to.of}"])`, text: name, isThere: true },
      { css: MESSAGES, text: `${name} moved to`, isThere: true },
    );
    await drag(who, at, { x: to.x, y: at.y });
    const [drawnMs, savedMs] = await shownAfter(who, "the moved entry");
    drawn.push(drawnMs);
    saved.push(savedMs);
    await who.gone(`${name} moved to`);
  }
  linesOf("an appointment dragged to another column, drawn", drawn, 50);
  linesOf("an appointment dragged to another column, saved", saved, 100);
}

/** From one clinic of the computer to the other and back, where both are open. */
async function switchClinics(who) {
  const heading = (text) => async () => (await who.text("h1")).startsWith(text);
  const isOpen = (name) => async () => (await who.text("nav")).includes(name);
  const choose = async (digit, isThere) => {
    await pause(300);
    await who.strikeAll("g", "c");
    await who.until("the list of clinics", () =>
      who.run("return document.activeElement.closest('[role=menu]') !== null"),
    );
    const struckAt = Date.now();
    const painted = await leave(who, [digit], isThere);
    return { painted, seen: Date.now() - struckAt };
  };
  await choose("2", heading(SUNRISE.name));
  await who.signIn(SUNRISE.user, SUNRISE.password);
  const took = [];
  for (let round = 0; round < SWITCHES; round += 1) {
    took.push(await (round % 2 === 0 ? choose("1", isOpen(RIVERSIDE)) : choose("2", isOpen(SUNRISE.name))));
  }
  const of = (kind) => took.map((one) => one[kind]);
  linesOf("switch of clinic, first painted", of("painted"), 1_000);
  linesOf("switch of clinic, the page seen by the driver, which looks each 100 ms", of("seen"));
}

export async function frontDesk(who) {
  await switchUser(who);
  await registerAndBook(who);
  await dragAppointments(who);
  await switchClinics(who);
}
