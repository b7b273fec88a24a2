import { describe, expect, it } from "vitest";

/** Each folder may import those after it, and itself. Test support is above all others. */
const LAYERS = ["test", "app", "screens", "parts", "nav", "words", "ipc", "styles"];
const IMPORT = /(?:^|\n)(?:import|export)\b[^;"']*?["'](\.[^"']+)["']/g;

/** The modules that each module imports, by their paths below `src`. */
type Graph = ReadonlyMap<string, string[]>;

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const modules = new Map(
  Object.entries(sources).map(([path, text]) => [
    new URL(path, "file:///src/test/").pathname.slice("/src/".length),
    text,
  ]),
);

function graphOf(files: ReadonlyMap<string, string>): Graph {
  const resolve = (from: string, target: string) => {
    const path = new URL(target, `file:///${from}`).pathname.slice(1);
    if (path.endsWith(".css")) return path;
    return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) => files.has(candidate));
  };
  return new Map(
    [...files].map(([path, text]) => {
      const targets = [...text.matchAll(IMPORT)].map(([, target]) => resolve(path, target!));
      return [path, targets.filter((target) => target !== undefined)];
    }),
  );
}

const layerOf = (path: string) => (/\.test\.tsx?$/.test(path) ? 0 : LAYERS.indexOf(path.split("/")[0]!));
const screenOf = (path: string) => (path.startsWith("screens/") ? path.split("/")[1] : undefined);

/** The folder inside of a screen, if the module lies in one. */
const folderOf = (path: string) => (path.split("/").length > 3 ? path.split("/")[2] : undefined);

/** What a folder of a screen may import of that screen: itself and `parts`. The screen composes its folders. */
function isOtherFolder(from: string, to: string): boolean {
  if (screenOf(from) === undefined || screenOf(from) !== screenOf(to) || layerOf(from) === 0) return false;
  const folder = folderOf(from);
  return folder !== undefined && folderOf(to) !== folder && folderOf(to) !== "parts";
}

function wrongImports(graph: Graph): string[] {
  return [...graph].flatMap(([from, targets]) =>
    targets
      .filter((to) => {
        const isUp = layerOf(to) < layerOf(from);
        const isOtherScreen = layerOf(from) > 0 && screenOf(from) !== undefined && screenOf(to) !== undefined;
        return isUp || (isOtherScreen && screenOf(from) !== screenOf(to)) || isOtherFolder(from, to);
      })
      .map((to) => `${from} imports ${to}`),
  );
}

/** Each cycle once, as the path that leads back to its beginning. */
function cyclesOf(graph: Graph): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string[]) => {
    const current = path.at(-1)!;
    const start = path.indexOf(current);
    if (start < path.length - 1) cycles.push(path.slice(start).join(" -> "));
    else if (!done.has(current)) graph.get(current)?.forEach((target) => walk([...path, target]));
    done.add(current);
  };
  [...graph.keys()].forEach((path) => walk([path]));
  return cycles;
}

describe("the modules of the screens", () => {
  const graph = graphOf(modules);
  it("are all read, with their imports", () => {
    expect(graph.size).toBeGreaterThan(100);
    expect([...graph.keys()].filter((path) => layerOf(path) === -1)).toEqual([]);
    expect(graph.get("app/main.tsx")).toContain("app/App.tsx");
  });
  it("import what lies below them, and no screen or folder its neighbour", () =>
    expect(wrongImports(graph)).toEqual([]));
  it("take a typed day from the one field for it", () =>
    expect([...modules].filter(([, text]) => text.includes('from "@mantine/dates"')).map(([path]) => path)).toEqual([
      "parts/DayInput.tsx",
    ]));
  it("form no cycle", () => expect(cyclesOf(graph)).toEqual([]));
});

describe("a wrong import", () => {
  const graph = graphOf(
    new Map([
      ["app/App.tsx", 'import { A } from "../screens/a/A";'],
      ["screens/a/A.tsx", 'import type { B } from "../b/B";\nimport {\n  x,\n} from "../../parts/x";'],
      ["screens/b/B.tsx", 'export { App } from "../../app/App";'],
      ["parts/x.ts", 'import "../words/w";\nimport classes from "../screens/a/A.module.css";'],
      ["words/w.ts", 'import { x } from "../parts/x";'],
      ["screens/b/b.test.tsx", 'import { A } from "../a/A";'],
      ["screens/c/C.tsx", 'import { D } from "./d/D";\nimport { P } from "./parts/p/P";'],
      ["screens/c/d/D.tsx", 'import { P } from "../parts/p/P";\nimport { E } from "../e/E";'],
      ["screens/c/e/E.tsx", 'import { C } from "../C";'],
      ["screens/c/parts/p/P.tsx", 'import type { E } from "../../e/E";\nimport { Q } from "../q";'],
      ["screens/c/parts/q.ts", ""],
    ]),
  );
  it("is noticed: upwards, from screen to screen and from folder to folder", () =>
    expect(wrongImports(graph)).toEqual([
      "screens/a/A.tsx imports screens/b/B.tsx",
      "screens/b/B.tsx imports app/App.tsx",
      "parts/x.ts imports screens/a/A.module.css",
      "words/w.ts imports parts/x.ts",
      "screens/c/d/D.tsx imports screens/c/e/E.tsx",
      "screens/c/e/E.tsx imports screens/c/C.tsx",
      "screens/c/parts/p/P.tsx imports screens/c/e/E.tsx",
    ]));
  it("is noticed in a cycle", () =>
    expect(cyclesOf(graph)).toEqual([
      "app/App.tsx -> screens/a/A.tsx -> screens/b/B.tsx -> app/App.tsx",
      "parts/x.ts -> words/w.ts -> parts/x.ts",
      "screens/c/C.tsx -> screens/c/d/D.tsx -> screens/c/parts/p/P.tsx -> screens/c/e/E.tsx -> screens/c/C.tsx",
    ]));
});
