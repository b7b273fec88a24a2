// Clinics to open the window on, made by the command line.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { target } from "./window.mjs";

const program = process.env.NUTRIVAULT ?? path.join(target, "debug/nutrivault");
const ZONE = "Europe/Paris";
export const PASSWORDS = {
  admin: "demo-admin-2026",
  claire: "demo-claire-2026",
  lea: "demo-lea-2026",
  david: "demo-david-2026",
  ines: "demo-ines-2026",
  omar: "demo-omar-2026",
  naomi: "demo-naomi-2026",
  grace: "demo-grace-2026",
  tomas: "demo-tomas-2026",
  rania: "demo-rania-2026",
  jonas: "demo-jonas-2026",
  mei: "demo-mei-2026",
  samuel: "demo-samuel-2026",
  fatou: "demo-fatou-2026",
};

/**
 * Runs a command on the clinic of a data folder, as a user whose demo password is known.
 * Returns its JSON output.
 */
export const nutrivault = (data, user, ...words) => run({ data, user, password: PASSWORDS[user] }, words);

/** The same on a clinic in another folder next to the first one, as a user with this password. */
export const nutrivaultOf = (data, { folder, user, password }, ...words) =>
  run({ data, folder, user, password }, words);

/** Makes one clinic more in a folder next to the first one, without patients; its admin has this password. */
export const anotherClinic = (data, { folder, name, user, firstName, lastName, password }) =>
  run({ data, folder, user, password }, [
    "init",
    "--clinic",
    name,
    "--recovery-file",
    path.join(data, `recovery-key-${folder}.txt`),
    "--first-name",
    firstName,
    "--last-name",
    lastName,
    "--time-zone",
    ZONE,
  ]);

function run({ data, folder = "clinic", user, password: typed }, words) {
  if (!existsSync(program)) throw new Error(`${program} is missing: build the command line first`);
  const password = path.join(data, "password");
  writeFileSync(password, `${typed}\n`, { mode: 0o600 });
  const env = {
    ...process.env,
    XDG_DATA_HOME: data,
    NUTRIVAULT_KEY_STORE: "file",
    NUTRIVAULT_VAULT: path.join(data, "nutrivault", folder),
    NUTRIVAULT_USER: user,
    NUTRIVAULT_PASSWORD_FILE: password,
  };
  const printed = execFileSync(program, ["--json", ...words], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return printed.trim() === "" ? null : JSON.parse(printed);
}

/** The day so many days after today, as the demo clinic's own calendar has it. */
export function dayAfter(days) {
  const today = new Date().toLocaleDateString("sv", { timeZone: ZONE });
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What was stretched for show opens in programs alone that do so, too. */
const STRETCH = process.env.NUTRIVAULT_STRETCH_FOR_SHOW === undefined ? "" : "-for-show";

/** A data folder with the demo clinic of today. It is made once a day and program, then copied. */
export function demoClinic() {
  const version = `${Math.trunc(statSync(program).mtimeMs)}${STRETCH}`;
  const made = path.join(target, "tmp", `demo-clinic-${dayAfter(0)}-${version}`);
  if (!existsSync(made)) {
    mkdirSync(path.dirname(made), { recursive: true });
    const making = mkdtempSync(`${made}-`);
    nutrivault(
      making,
      "admin",
      "init",
      "--demo",
      "--clinic",
      "Riverside Nutrition Clinic",
      "--recovery-file",
      path.join(making, "recovery-key.txt"),
      "--first-name",
      "Ama",
      "--last-name",
      "Mensah",
      "--time-zone",
      ZONE,
    );
    nutrivault(making, "admin", "seed", "demo");
    try {
      renameSync(making, made);
    } catch (error) {
      // another run was earlier
      if (!existsSync(made)) throw error;
      remove(making);
    }
  }
  return copyOf(made);
}

/** A data folder of its own, so that what is done to one does nothing to the other. */
export function copyOf(folder) {
  const data = mkdtempSync(path.join(tmpdir(), "nutrivault-window-"));
  cpSync(folder, data, { recursive: true });
  return data;
}

/** A disk of its own, in memory, that can be filled to the last byte; none where this user may mount none. */
export function smallDisk(mebibytes) {
  const folder = emptyFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch {
    remove(folder);
    return null;
  }
  const filler = path.join(folder, "filler");
  const gone = () => {
    execFileSync("umount", ["--lazy", folder]);
    remove(folder);
  };
  // also where a test ends in the middle
  process.once("exit", gone);
  return {
    folder,
    fill: () => {
      const file = openSync(filler, "a");
      for (const size of [1 << 20, 1 << 12]) writeUntilFull(file, Buffer.alloc(size));
      closeSync(file);
    },
    free: () => rmSync(filler),
    remove: () => {
      process.off("exit", gone);
      gone();
    },
  };
}

function writeUntilFull(file, block) {
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if (error.code !== "ENOSPC") throw error;
  }
}

/** A data folder with nothing in it. */
export const emptyFolder = () => mkdtempSync(path.join(tmpdir(), "nutrivault-window-"));

export const remove = (data) => rmSync(data, { recursive: true, force: true });

/** The groups of the recovery key that are asked for, with their numbers: every key begins with the same four. */
export function recoveryGroups(data) {
  const sheet = readFileSync(path.join(data, "recovery-key.txt"), "utf8");
  const key = /AGE-SECRET-KEY-1[A-Z0-9\s]+/.exec(sheet)[0].replace(/\s/g, "").slice(0, 74);
  return [...key.match(/.{1,4}/g).entries()].slice(4).map(([index, group]) => [index + 1, group]);
}
