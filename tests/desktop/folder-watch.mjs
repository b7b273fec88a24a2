// What comes into folders, also what goes at once: they are listed every few milliseconds by a thread of its own.
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Runs in the thread: lists the folders, and reads what it has not read yet, as far as it is there. */
const WATCH = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { readFileSync, readdirSync } = require("node:fs");
  const path = require("node:path");
  const EVERY_MS = 10;
  const seen = new Map();
  const filesIn = (folder) => {
    let entries = [];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      // it has gone
    }
    return entries.flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(file) : [file];
    });
  };
  const look = (file) => {
    const words = seen.get(file) ?? new Set();
    seen.set(file, words);
    let bytes = "";
    try {
      bytes = readFileSync(file, "latin1");
    } catch {
      return; // a socket, or it has gone
    }
    for (const [name, text] of workerData.texts) if (bytes.includes(text)) words.add(name);
  };
  const list = () => workerData.folders.flatMap(filesIn);
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    list().forEach(look);
  }, EVERY_MS);
  parentPort.on("message", (message) => {
    list().forEach(look);
    const files = [...seen].map(([file, words]) => ({ file, words: [...words] }));
    parentPort.postMessage({ files, left: list(), looks });
    if (message === "stop") {
      clearInterval(timer);
      parentPort.close();
    }
  });
  parentPort.postMessage("ready");
`;

/**
 * Watches folders for files with one of the texts, each of which has a name. `look` returns the files that were ever
 * there with the names of their texts, those that are still there, and how often it was looked.
 */
export async function watchFolders(folders, texts) {
  const latin = Object.entries(texts).map(([name, text]) => [name, Buffer.from(text).toString("latin1")]);
  const worker = new Worker(WATCH, { eval: true, workerData: { folders, texts: latin } });
  // an error of the thread is one of the answer that is awaited
  const answer = async () => (await once(worker, "message"))[0];
  await answer();
  const ask = (message) => {
    const answered = answer();
    worker.postMessage(message);
    return answered;
  };
  return { look: () => ask("look"), close: () => ask("stop") };
}
