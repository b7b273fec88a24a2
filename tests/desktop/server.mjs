// A sync server of its own on a database of its own; everything it starts ends with it.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { target } from "./window.mjs";

const program = process.env.NUTRIVAULT_SERVER ?? path.join(target, "debug/nutrivault-server");
const clusterProgram = path.join(target, "debug/cluster");

const lineOf = async (stream, wanted) => {
  for await (const line of createInterface({ input: stream })) {
    const match = wanted.exec(line);
    if (match) return match[0];
  }
  throw new Error(`no line like ${wanted} came`);
};

/** A Postgres cluster: the one of this run, or one that lives until it is closed. */
async function openCluster() {
  const shared = process.env.NUTRIVAULT_TEST_CLUSTER;
  if (shared) return { folder: shared, close: async () => {} };
  if (!existsSync(clusterProgram)) throw new Error(`${clusterProgram} is missing: build the test support first`);
  const child = spawn(clusterProgram, ["sh", "-c", 'echo "$NUTRIVAULT_TEST_CLUSTER"; cat > /dev/null'], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const folder = await lineOf(child.stdout, /^\/.+/);
  const close = async () => {
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
  };
  return { folder, close };
}

/** A self-signed certificate, trusted only by clients that are given it. */
export function makeCertificate(folder) {
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
  const names = [
    "-subj",
    "/CN=127.0.0.1",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
    "-addext",
    "basicConstraints=critical,CA:FALSE",
  ];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      ...names,
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdio: "ignore" },
  );
  return { cert, key };
}

/** The system's time, off by a number of seconds. The linker that Rust needs comes with a compiler for it. */
const WRONG_CLOCK = `
  #include <sys/syscall.h>
  #include <time.h>
  #include <unistd.h>
  int clock_gettime(clockid_t clock, struct timespec *now) {
    int status = syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && clock == CLOCK_REALTIME) now->tv_sec += SECONDS;
    return status;
  }
`;

/** Makes a library which a program loads before the system's, so that its clock is off. */
function makeWrongClock(folder, seconds) {
  const library = path.join(folder, "clock.so");
  const options = ["-shared", "-fPIC", `-DSECONDS=${seconds}`, "-x", "c", "-", "-o", library];
  execFileSync("cc", options, { input: WRONG_CLOCK });
  return library;
}

/**
 * A running server with one empty tenant, over TLS when it is given a certificate; its clock is off by `clockSeconds`.
 * `stop` and `start` retain its address; `close` ends it for good.
 */
export async function openServer({ certificate = null, clockSeconds = 0 } = {}) {
  const cluster = await openCluster();
  try {
    return await serverOn(cluster, certificate, clockSeconds);
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

async function serverOn({ folder, close: closeCluster }, certificate, clockSeconds) {
  const database = `window_${process.pid}_${Date.now()}`;
  const sql = (into, statement) =>
    execFileSync("psql", ["-X", "-q", "-h", folder, "-U", "postgres", "-d", into, "-c", statement]);
  sql("postgres", `create database ${database} owner nutrivault_owner`);
  const url = (role) => `postgresql:///${database}?host=${folder}&user=${role}`;
  const env = {
    ...process.env,
    NUTRIVAULT_LOG: "warn",
    NUTRIVAULT_OWNER_DATABASE: url("nutrivault_owner"),
    NUTRIVAULT_DATABASE: url("nutrivault_app"),
  };
  execFileSync(program, ["migrate", "up"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const code = execFileSync(program, ["tenant", "create", "Riverside"], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  })
    .trim()
    .split("\n")
    .at(-1);

  let child;
  let address = "127.0.0.1:0";
  const secured = certificate === null ? [] : ["--tls-cert", certificate.cert, "--tls-key", certificate.key];
  const libraries = mkdtempSync(path.join(tmpdir(), "nutrivault-server-"));
  const clock = clockSeconds === 0 ? {} : { LD_PRELOAD: makeWrongClock(libraries, clockSeconds) };
  const start = async () => {
    child = spawn(program, ["serve", "--listen", address, ...secured], {
      env: { ...env, ...clock },
      stdio: ["ignore", "pipe", "inherit"],
    });
    address = await lineOf(child.stdout, /127\.0\.0\.1:\d+/);
  };
  const stop = async () => {
    // a test that fails while it is stopped stops it once more
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  await start();
  return {
    url: `${certificate === null ? "http" : "https"}://${address}`,
    code,
    start,
    stop,
    /** Starts it again after it has lost its key; returns the code of the new one, which its operator reads out. */
    loseKey: async () => {
      await stop();
      sql(database, `update token_keys set identity_key = '\\x${randomBytes(32).toString("hex")}'`);
      await start();
      return execFileSync(program, ["identity", "code"], { env, encoding: "utf8" }).trim();
    },
    close: async () => {
      await stop();
      rmSync(libraries, { recursive: true });
      sql("postgres", `drop database ${database} with (force)`);
      await closeCluster();
    },
  };
}
