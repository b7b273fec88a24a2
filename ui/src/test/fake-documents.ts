import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { at, person, refusal } from "./records";

export const CHUNK_BYTES = 4;

interface Stored {
  patientId: V.Id;
  view: V.DocumentView;
  parts: Map<number, Uint8Array>;
  hash: string;
}

const WHO = "Abena Mensah";

const listed = (id: V.Id, patientId: V.Id, form: V.DocumentForm, addedAt: V.At): Stored => ({
  patientId,
  view: {
    ...form,
    id,
    seen: "1",
    dated: form.dated || null,
    mediaType: "application/octet-stream",
    preview: "none",
    size: CHUNK_BYTES,
    here: CHUNK_BYTES,
    damaged: false,
    begunHere: false,
    addedAt,
    by: WHO,
    filedAt: null,
    filedBy: "",
  },
  parts: new Map([[0, new Uint8Array(CHUNK_BYTES)]]),
  hash: id,
});

const LETTER = { name: "Letter of Dr Osei", type: "letter", dated: "2026-11-16" } as const;
const CARD = { name: "Insurance card, front", type: "insuranceCard", dated: "" } as const;

/**
 * Files in memory: parts of four bytes, so that a short file has several. Mary has none to begin with; one of a chart
 * and one of the front desk are to file.
 */
export function documentCommands(onChanged: () => void) {
  const files = new Map<string, number[]>();
  const stored: Record<V.DocumentsOf, Stored[]> = {
    chart: [listed("cf1", "p10", LETTER, at("08:40", "2026-11-18"))],
    office: [listed("of1", "p14", CARD, at("09:05", "2026-11-19"))],
  };
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
  const change = (of: V.DocumentsOf, id: V.Id, changed: Partial<V.DocumentView>) => {
    const there = find(of, id);
    there.view = { ...there.view, ...changed, seen: `${Number(there.view.seen) + 1}` };
    onChanged();
    return there.view;
  };
  const toFile = (of: V.DocumentsOf): V.DocumentToFile[] =>
    stored[of]
      .filter(({ view }) => view.filedAt === null)
      .map(({ patientId, view: { id, seen, name, type, dated, addedAt, by } }) => ({
        ...{ of, id, seen, patient: person(patientId), name, type, dated, addedAt, by },
      }));
  const measured = (file: string) => files.get(file) ?? [];
  const commands = {
    documents: async (of, patientId) => stored[of].filter((one) => one.patientId === patientId).map(({ view }) => view),
    documentsToFile: async () => ({
      isUnsure: false,
      documents: [...toFile("chart"), ...toFile("office")].sort((a, b) => a.addedAt.localeCompare(b.addedAt)),
    }),
    fileDocument: async (of, id) => change(of, id, { filedAt: at("09:42"), filedBy: "Mei Tanaka" }),
    unfileDocument: async (of, id) => change(of, id, { filedAt: null, filedBy: "" }),
    measureDocument: async (file, bytes) => void files.set(file, [...measured(file), ...bytes]),
    beginDocument: async (of, file, { patientId, form }) => {
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
        by: WHO,
        filedAt: null,
        filedBy: "",
      };
      stored[of].unshift({ patientId, view, parts: new Map(), hash });
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
