// Pictures of every screen from the real window, light and dark, at the size that is designed for first.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { person } from "./person.mjs";
import { threeComputers, walkClinic, walkFirstRun, wordsIn } from "./screens.mjs";
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
  // the menu of the user cannot be reached from a dialog
  if (await who.run("return document.querySelector('[role=dialog], [role=menu]') !== null")) return;
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

mkdirSync(folder, { recursive: true });
const words = await wordsIn("en");
/** Opens the window and walks through it, with a picture at each stop. */
const pictured = async (options, walk) => {
  const who = person(await openWindow(options));
  try {
    await walk(who, words, (name) => both(who, name));
  } finally {
    await who.close();
  }
};
await pictured({}, walkFirstRun);
const computers = await threeComputers();
try {
  await pictured({ data: computers.data }, (...walk) => walkClinic(...walk, computers));
} finally {
  await computers.close();
}
console.log(`The pictures are in ${folder}`);
