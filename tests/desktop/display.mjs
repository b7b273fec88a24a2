// A display of this process's own: journeys run beside each other, and none takes the focus or the mouse of another.
import { spawn } from "node:child_process";
import { once } from "node:events";

let begun = null;

/** Starts the display once; programs that are started afterwards are on it. It ends with this process. */
export function beginDisplay() {
  begun ??= begin();
  return begun;
}

async function begin() {
  const words = ["-displayfd", "3", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"];
  const server = spawn("Xvfb", words, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  process.on("exit", () => server.kill());
  const listens = once(server.stdio[3], "data");
  const fails = once(server, "exit").then(() => Promise.reject(new Error("the display ended")));
  const [number] = await Promise.race([listens, fails]);
  fails.catch(() => {});
  // neither keeps this process from its end
  server.stdio[3].destroy();
  server.unref();
  process.env.DISPLAY = `:${String(number).trim()}`;
}
