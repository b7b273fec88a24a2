import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { at, refusal } from "./records";

export const CHUNK_BYTES = 4;

interface Stored {
  view: V.DocumentView;
  parts: Map<number, Uint8Array>;
  hash: string;
}

/** Files of Mary, in memory: parts of four bytes, so that a short file has several. */
export function documentCommands(onChanged: () => void) {
  const files = new Map<string, number[]>();
  const stored: Record<V.DocumentsOf, Stored[]> = { chart: [], office: [] };
  const removed = new Map<string, Stored>();
  const find = (of: V.DocumentsOf, id: string) => {
    const there = stored[of].find(({ view }) => view.id === id);
    if (there === undefined) throw refusal("notFound");
    return there;
  };
  const adding = ({ view, parts }: Stored): V.Adding => ({
    document: view,
    missing: [...Array(Math.ceil(view.size / CHUNK_BYTES)).keys()].filter((part) => !parts.has(part)),
    chunkBytes: CHUNK_BYTES,
  });
  const measured = (file: string) => files.get(file) ?? [];
  const commands = {
    documents: async (of) => stored[of].map(({ view }) => view),
    measureDocument: async (file, bytes) => void files.set(file, [...measured(file), ...bytes]),
    beginDocument: async (of, file, { form }) => {
      const bytes = measured(file);
      const hash = bytes.join();
      const known = stored[of].find((other) => other.hash === hash);
      if (known !== undefined) {
        if (known.view.here === known.view.size) throw { ...refusal("invalid"), field: "file", reason: "taken" };
        return adding(known);
      }
      const text = String.fromCharCode(...bytes.slice(0, 5));
      const view: V.DocumentView = {
        id: `d${stored.chart.length + stored.office.length + 1}`,
        seen: "1",
        ...form,
        dated: form.dated || null,
        mediaType: text === "%PDF-" ? "application/pdf" : "application/octet-stream",
        preview: text === "%PDF-" ? "pdf" : "none",
        size: bytes.length,
        here: 0,
        damaged: false,
        begunHere: true,
        addedAt: at("10:00"),
        by: "Abena Mensah",
      };
      stored[of].unshift({ view, parts: new Map(), hash });
      return adding(stored[of][0]!);
    },
    resumeDocument: async (of, file, id) => {
      const there = find(of, id);
      if (there.hash !== measured(file).join()) throw refusal("otherFile");
      return adding(there);
    },
    storeDocument: async ({ of, id, first }, bytes) => {
      const there = find(of, id);
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
        there.parts.set(first + from / CHUNK_BYTES, bytes.slice(from, from + CHUNK_BYTES));
      const here = [...there.parts.values()].reduce((sum, part) => sum + part.length, 0);
      there.view = { ...there.view, here };
    },
    endDocument: async (file) => {
      files.delete(file);
      onChanged();
      return null;
    },
    checkDocument: async (of, id) => Math.ceil(find(of, id).view.size / CHUNK_BYTES),
    documentPart: async (of, id, part) => new Uint8Array(find(of, id).parts.get(part) ?? []),
    saveDocument: async (_of, _id, path) => `/home/abena/${path}`,
    editDocument: async (of, { id, form }) => {
      const there = find(of, id);
      there.view = { ...there.view, ...form, dated: form.dated || null };
      onChanged();
      return there.view;
    },
    removeDocument: async (of, id, seen) => {
      removed.set(id, find(of, id));
      stored[of] = stored[of].filter(({ view }) => view.id !== id);
      onChanged();
      return seen;
    },
    restoreDocument: async (of, id) => {
      const there = removed.get(id)!;
      stored[of].unshift(there);
      onChanged();
      return there.view;
    },
  } satisfies Partial<Clinic>;
  return { commands };
}
