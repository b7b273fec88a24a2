// Opens the real window on a data folder of its own and closes everything that it started.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "./webdriver.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
export const program = process.env.NUTRIVAULT_DESKTOP ?? path.join(target, "debug/nutrivault-desktop");
const driver = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";

/** Runs in the page: collects what it reports as an error from now on. */
const COLLECT_ERRORS = `
  window.consoleErrors = [];
  const note = (...words) => window.consoleErrors.push(words.map(String).join(" "));
  const report = console.error;
  console.error = (...words) => (note(...words), report.apply(console, words));
  addEventListener("error", (event) => note(event.message));
  addEventListener("unhandledrejection", (event) => note(event.reason?.message ?? JSON.stringify(event.reason)));
`;

let display = null;

/**
 * Starts a display for this process alone, which ends with it: several tests run at once, and on a display that they
 * share the window of one takes the mouse and the focus from another.
 */
async function openDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1440x1000x24", "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  process.once("exit", () => server.kill());
  let number = "";
  // until the pipe is closed at the other end: closed at this one, it would end the server while it writes
  for await (const written of server.stdio[3]) number += written;
  if (number === "") throw new Error("Xvfb did not start");
  server.unref();
  process.env.DISPLAY = `:${number.trim()}`;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the program under WebDriver on a data folder, its own unless one is given, with `env` in its environment. */
export async function openWindow({ env = {}, args = [], data: given } = {}) {
  for (const needed of [program, driver]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: build the window and its driver first`);
  }
  await (display ??= openDisplay());
  const data = given ?? mkdtempSync(path.join(tmpdir(), "nutrivault-window-"));
  const [port, inspected] = [await freePort(), `127.0.0.1:${await freePort()}`];
  // groups of their own, so that nothing they started outlives them
  const start = (file, words, more) =>
    spawn(file, words, { stdio: ["ignore", "ignore", "inherit"], detached: true, env: { ...process.env, ...more } });
  // started here and not by the driver, which would take it along with the first page that ends
  const running = start(program, args, {
    // lets the web view be driven
    TAURI_WEBVIEW_AUTOMATION: "true",
    WEBKIT_INSPECTOR_SERVER: inspected,
    XDG_DATA_HOME: data,
    NUTRIVAULT_KEY_STORE: "file",
    ...env,
  });
  const driving = start(
    driver,
    ["--host=127.0.0.1", `--port=${port}`, `--target=${inspected}`, "--replace-on-new-session"],
    {},
  );
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    for (const one of [driving, running]) {
      // asked for each in its turn: one that was killed ends while the other is waited for
      if (one.exitCode !== null || one.signalCode !== null) continue;
      const ended = once(one, "exit");
      try {
        process.kill(-one.pid, "SIGTERM");
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
      await ended;
    }
    if (given === undefined) rmSync(data, { recursive: true, force: true });
  };
  try {
    await answers(`${base}/status`);
    const browser = await connect(base, COLLECT_ERRORS);
    const reported = [];
    return {
      ...browser,
      data,
      program: running.pid,
      /** What the pages have reported so far; a page that ends takes along what was not asked for before. */
      consoleErrors: async () => {
        reported.push(...(await browser.run("return window.consoleErrors.splice(0)")));
        return reported;
      },
      picture: async (name) => {
        const folder = path.join(target, "screenshots");
        mkdirSync(folder, { recursive: true });
        const file = path.join(folder, `${name}.png`);
        writeFileSync(file, await browser.screenshot());
        return file;
      },
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answers(url) {
  for (let left = 400; ; left -= 1) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
