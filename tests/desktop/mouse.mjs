// The mouse of the display itself: what a drag does is decided between the window system, the web view and the page.
import { execFileSync } from "node:child_process";

const STEPS = 12;
const STEP_MS = 60;
/** A drop counts only where the page has answered the hovering before it, and its answer has come back. */
const HOVERS = 5;
const HOVERS_MAX = 80;
const NEAR_PX = 3;
const REST_MS = 250;

const mouse = (...words) => execFileSync("xdotool", words.map(String));
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const LISTEN = `
  window.hovered = null;
  window.addEventListener("dragover", (event) => {
    window.hovered = event.defaultPrevented && { x: event.clientX, y: event.clientY };
  });
  return [window.screenX, window.screenY];
`;
const HOVERS_AT = `const [x, y, near] = arguments;
  const at = window.hovered;
  return at && Math.abs(at.x - x) < near && Math.abs(at.y - y) < near;`;

/** Presses at one point of the page, moves to another and releases it there. */
export async function drag(who, from, to) {
  const [left, top] = await who.run(LISTEN);
  const move = (at) => mouse("mousemove", Math.round(left + at.x), Math.round(top + at.y));
  move(from);
  await rest(REST_MS);
  mouse("mousedown", 1);
  try {
    for (let step = 1; step <= STEPS; step += 1) {
      const part = step / STEPS;
      move({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
      await rest(STEP_MS);
    }
    for (let hover = 0, answered = 0; answered < HOVERS && hover < HOVERS_MAX; hover += 1) {
      move({ x: to.x + (hover % 2), y: to.y });
      await rest(REST_MS);
      if (await who.run(HOVERS_AT, to.x, to.y, NEAR_PX)) answered += 1;
    }
  } finally {
    mouse("mouseup", 1);
  }
}

/** Presses at one point, moves to another and releases it there, where the page follows the pointer itself. */
export async function pull(who, from, to) {
  const [left, top] = await who.run(LISTEN);
  const move = (at) => mouse("mousemove", Math.round(left + at.x), Math.round(top + at.y));
  move(from);
  await rest(REST_MS);
  mouse("mousedown", 1);
  try {
    for (let step = 1; step <= STEPS; step += 1) {
      move({ x: from.x + ((to.x - from.x) * step) / STEPS, y: from.y + ((to.y - from.y) * step) / STEPS });
      await rest(STEP_MS);
    }
  } finally {
    mouse("mouseup", 1);
  }
}
