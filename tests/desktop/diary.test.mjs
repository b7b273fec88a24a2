// Appointments are moved with the mouse: within a dietitian's day, and from one dietitian to another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { drag } from "./mouse.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const HOUR_PX = 80;
const DAY_MS = 24 * 3600 * 1000;
let desk;
let data;
let name;
const step = journey(test);

/** A working day far enough ahead that the demo has booked nothing on it. */
function quietDay() {
  let days = 60;
  while ([0, 6].includes(new Date(Date.now() + days * DAY_MS).getUTCDay())) days += 1;
  return { days, date: new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10) };
}
const quiet = quietDay();

before(async () => {
  data = demoClinic();
  const { hits } = nutrivault(data, "claire", "search", "Oisín");
  name = hits[0].name;
  nutrivault(data, "claire", "appointments", "book", "--patient", hits[0].id, "--starts", `${quiet.date}T09:00:00Z`, "--minutes", "30");
  desk = person(await openWindow({ data }));
});
after(async () => {
  await desk?.close();
  if (data) remove(data);
});

/** The entry once it has come to rest. It glides to where it was put, and while the page draws no frame it only seems to lie still. */
async function entry() {
  return desk.until("the entry at rest", async () => {
    const now = await drawn();
    return !now.isMoving && now;
  });
}

/** Where the entry is drawn, the time that it bears, and the dietitian above it. */
const drawn = () =>
  desk.until("the entry", () =>
    desk.run(
      `const drawn = [...document.querySelectorAll("[draggable=true]")].find((e) => e.textContent.includes(arguments[0]));
       if (!drawn || document.querySelector("[data-dragging]")) return null;
       const { x, y, width } = drawn.getBoundingClientRect();
       const heads = [...document.querySelectorAll("[data-provider]")].map((e) => [e.dataset.provider, e.getBoundingClientRect()]);
       const above = heads.find(([, head]) => x + width / 2 >= head.left && x + width / 2 < head.right);
       const isMoving = drawn.getAnimations({ subtree: true }).length > 0;
       return { isMoving, x: x + width / 2, y: y + 8, width, time: /[0-2][0-9]:[0-5][0-9]/.exec(drawn.textContent)[0], provider: above[0], heads: heads.map(([of, head]) => ({ of, x: head.left + head.width / 2 })) };`,
      name,
    ),
  );
const later = (time) => `${String(Number(time.slice(0, 2)) + 1).padStart(2, "0")}${time.slice(2)}`;
const settled = (what, fits) => desk.until(what, async () => fits(await entry()));

step("an entry that is dragged down its column is later", async () => {
  await desk.signIn("claire", PASSWORDS.claire);
  await desk.press("Diary", "nav");
  await desk.see("booked");
  for (let day = 0; day < quiet.days; day += 1) await desk.strike(KEY.right);
  const before = await entry();
  await drag(desk, before, { x: before.x, y: before.y + HOUR_PX });
  await desk.see(`moved to ${later(before.time)}`);
  await settled("the later entry", (now) => now.time === later(before.time) && now.provider === before.provider);
});

step("an entry that is dragged to another column is another dietitian's", async () => {
  const before = await entry();
  const other = before.heads.find((head) => head.of !== before.provider);
  await drag(desk, before, { x: other.x, y: before.y });
  await settled("the entry of the other", (now) => now.provider === other.of && now.time === before.time);
  await desk.picture("moved");
  await desk.press("Undo");
  await settled("the entry where it was", (now) => now.provider === before.provider && now.time === before.time);
});

step("what was moved in the window is moved in the clinic", async () => {
  const { appointments } = nutrivault(data, "claire", "appointments", "list", "--day", quiet.date);
  assert.deepEqual(appointments.map((one) => [one.starts_at.slice(11, 16), one.provider]), [["10:00", "Claire Moreau"]]);
});
