// Appointments are moved with the mouse: within a dietitian's day, and from one dietitian to another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORDS, dayAfter, demoClinic, nutrivault, remove } from "./clinic.mjs";
import { drag, pull } from "./mouse.mjs";
import { journey, person } from "./person.mjs";
import { KEY } from "./webdriver.mjs";
import { openWindow } from "./window.mjs";

const HOUR_PX = 80;
let claire;
let data;
let name;
const step = journey(test);

/** A working day far enough ahead that the demo has booked nothing on it. */
function quietDay() {
  let days = 60;
  while ([0, 6].includes(new Date(dayAfter(days)).getUTCDay())) days += 1;
  return { days, date: dayAfter(days) };
}
const quiet = quietDay();

before(async () => {
  data = demoClinic();
  const { hits } = nutrivault(data, "claire", "search", "Oisín");
  name = hits[0].name;
  nutrivault(
    data,
    "claire",
    "appointments",
    "book",
    "--anyway",
    "--patient",
    hits[0].id,
    "--starts",
    `${quiet.date}T09:00:00Z`,
    "--minutes",
    "30",
  );
  claire = person(await openWindow({ data }));
});
after(async () => {
  await claire?.close();
  if (data) remove(data);
});

/** The entry once it has stopped. It glides to its slot, and seems to be still while no frame is drawn. */
async function entry() {
  return claire.until("the entry at rest", async () => {
    const now = await drawn();
    return !now.isMoving && now;
  });
}

/** Where the entry is drawn, its time, and the dietitian above it. */
const drawn = () =>
  claire.until("the entry", () =>
    claire.run(
      `const entries = [...document.querySelectorAll("[draggable=true]")];
       const drawn = entries.find((e) => e.textContent.includes(arguments[0]));
       if (!drawn || document.querySelector("[data-dragging]")) return null;
       const { x, y, width } = drawn.getBoundingClientRect();
       const columns = [...document.querySelectorAll("[data-provider]")];
       const bounds = columns.map((e) => [e.dataset.provider, e.getBoundingClientRect()]);
       const above = bounds.find(([, head]) => x + width / 2 >= head.left && x + width / 2 < head.right);
       const isMoving = drawn.getAnimations({ subtree: true }).length > 0;
       const [time] = /[0-2][0-9]:[0-5][0-9]/.exec(drawn.textContent);
       const centres = bounds.map(([of, head]) => ({ of, x: head.left + head.width / 2 }));
       return { isMoving, x: x + width / 2, y: y + 8, width, time, provider: above[0], columns: centres };`,
      name,
    ),
  );
/** The middle of the lower edge of the entry, by which it is pulled. */
const lowerEdge = () =>
  claire.run(
    `const entries = [...document.querySelectorAll("[draggable=true]")];
     const drawn = entries.find((e) => e.textContent.includes(arguments[0]));
     const { x, width, bottom } = drawn.getBoundingClientRect();
     return { x: x + width / 2, y: bottom - 1 };`,
    name,
  );
const later = (time) => `${String(Number(time.slice(0, 2)) + 1).padStart(2, "0")}${time.slice(2)}`;
const becomes = (what, fits) => claire.until(what, async () => fits(await entry()));

step("an entry that is dragged down its column is later", async () => {
  await claire.signIn("claire", PASSWORDS.claire);
  await claire.press("Diary", "nav");
  await claire.see("booked");
  for (let day = 0; day < quiet.days; day += 1) await claire.strike(KEY.right);
  const before = await entry();
  await drag(claire, before, { x: before.x, y: before.y + HOUR_PX });
  await claire.see(`moved to ${later(before.time)}`);
  await becomes("the later entry", (now) => now.time === later(before.time) && now.provider === before.provider);
});

step("an entry that is dragged to another column is another dietitian's", async () => {
  const before = await entry();
  const other = before.columns.find((column) => column.of !== before.provider);
  await drag(claire, before, { x: other.x, y: before.y });
  await claire.pointAtMessages();
  await becomes("the entry of the other", (now) => now.provider === other.of && now.time === before.time);
  await claire.picture("moved");
  await claire.press("Undo");
  await becomes("the entry where it was", (now) => now.provider === before.provider && now.time === before.time);
});

step("an entry whose lower edge is pulled down is longer", async () => {
  await entry();
  const edge = await lowerEdge();
  await pull(claire, edge, { x: edge.x, y: edge.y + HOUR_PX / 2 });
  await claire.see("moved to");
  await claire.until("the longer appointment", async () => {
    const { appointments } = nutrivault(data, "claire", "appointments", "list", "--day", quiet.date);
    return appointments[0].ends_at.slice(11, 16) === "11:00";
  });
});

step("what was moved in the window is moved in the clinic", async () => {
  const { appointments } = nutrivault(data, "claire", "appointments", "list", "--day", quiet.date);
  assert.deepEqual(
    appointments.map((one) => [one.starts_at.slice(11, 16), one.provider]),
    [["10:00", "Claire Moreau"]],
  );
});

step("in a small window the heads of the columns stay in sight, however far it is scrolled", async () => {
  await claire.resize(1100, 640);
  const columnsInSight = () =>
    claire.run(`
      const [first, ...others] = document.querySelectorAll("[data-provider]");
      const sheet = first.parentElement.parentElement.parentElement;
      for (const moved of [sheet, document.querySelector("main")]) moved.scrollTop = moved.scrollHeight;
      const bar = document.querySelector("h1").parentElement.getBoundingClientRect();
      return [first, ...others].map((head) => {
        const { left, top, height } = head.getBoundingClientRect();
        const front = document.elementFromPoint(left + 4, top + height / 2);
        const isOut = left + 4 > sheet.getBoundingClientRect().right || left < sheet.getBoundingClientRect().left;
        const isSeen = isOut || head.contains(front);
        return { isBelow: top >= bar.bottom - 1, isSeen, isOut, scrolled: sheet.scrollTop };
      });`);
  await claire.until("the heads below the tools", async () => {
    const all = await columnsInSight();
    return all.some(({ isOut }) => !isOut) && all.every((one) => one.scrolled > 0 && one.isBelow && one.isSeen);
  });
  await claire.picture("diary-heads");
});
