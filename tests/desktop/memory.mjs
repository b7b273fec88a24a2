// What is in the memory of a process: read as a debugger reads it.
import { closeSync, openSync, readFileSync, readSync, readdirSync } from "node:fs";

const PAGE = 4096;
/** How many pages are looked at together. */
const STEP = 65_536;
/** Of the eight bytes that the system has for each page: in memory, or swapped out. */
const [LAST_BYTE, IS_THERE] = [7, 0xc0];

/** The processes below `parent`, as `[pid, name]`. */
export function processesBelow(parent) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
        return [{ pid: Number(pid), name, parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
      } catch {
        // ended meanwhile
        return [];
      }
    });
  const below = (pid) => all.filter((one) => one.parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(parent).map(({ pid, name }) => [pid, name]);
}

/** How often `text` is in the memory of a process, in the encodings that a web view has for a text. */
export function countInMemory(pid, text) {
  const wanted = [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")];
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const pagemap = openSync(`/proc/${pid}/pagemap`, "r");
  let [count, bytes] = [0, 0];
  for (const [from, to] of readable(pid)) {
    for (let first = from; first < to; first += STEP) {
      const there = Buffer.alloc(8 * Math.min(STEP, to - first));
      readSync(pagemap, there, 0, there.length, first * 8);
      for (const [begin, end] of runs(there)) {
        const data = Buffer.alloc((end - begin) * PAGE);
        bytes += readPages(memory, data, (first + begin) * PAGE);
        for (const one of wanted) count += occurrences(data, one);
      }
    }
  }
  closeSync(memory);
  closeSync(pagemap);
  return { count, bytes };
}

/** The ranges of pages that a process may read, without those that the system lends it. */
function readable(pid) {
  const lines = readFileSync(`/proc/${pid}/maps`, "utf8").split("\n");
  return lines.flatMap((line) => {
    const parts = /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (parts === null || parts[3].startsWith("[v")) return [];
    return [[parseInt(parts[1], 16) / PAGE, parseInt(parts[2], 16) / PAGE]];
  });
}

/** Those that follow each other of the pages that are there: most of a web view's address space is empty. */
function* runs(there) {
  const pages = there.length / 8;
  for (let begin = 0; begin < pages; begin += 1) {
    let end = begin;
    while (end < pages && (there[end * 8 + LAST_BYTE] & IS_THERE) !== 0) end += 1;
    if (end > begin) yield [begin, end];
    begin = end;
  }
}

function readPages(memory, data, at) {
  try {
    return readSync(memory, data, 0, data.length, at);
  } catch (error) {
    // given back since the map was read, or a device's
    if (error.code !== "EIO" && error.code !== "EFAULT") throw error;
    return 0;
  }
}

function occurrences(data, wanted) {
  let count = 0;
  for (let at = data.indexOf(wanted); at >= 0; at = data.indexOf(wanted, at + wanted.length)) count += 1;
  return count;
}
