import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { at, refusal } from "./records";

interface Stored {
  view: V.PhotoView;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The photos of patients, in memory. */
export function photoCommands(onChanged: () => void) {
  const stored = new Map<V.Id, Stored>();
  const removed = new Map<V.Id, Stored>();
  const patientOf = (id: V.Id) => id.replace(/^photo-/, "");
  const commands = {
    photo: async (patient) => stored.get(patient)?.view ?? null,
    photoContent: async (patient) => {
      const there = stored.get(patient);
      if (there === undefined) throw refusal("notFound");
      return there.bytes.slice();
    },
    setPhoto: async (patient, seen, bytes) => {
      const there = stored.get(patient);
      if (there !== undefined && seen === null) throw refusal("changedMeanwhile");
      const version = String(Number(there?.view.seen ?? "0") + 1);
      const view: V.PhotoView = {
        id: `photo-${patient}`,
        seen: version,
        patientId: patient,
        mediaType: "image/jpeg",
        size: bytes.length,
        at: at(`10:0${version}`),
        by: "Abena Mensah",
      };
      stored.set(patient, { view, bytes: bytes.slice() });
      onChanged();
    },
    removePhoto: async (id, seen) => {
      const patient = patientOf(id);
      const there = stored.get(patient);
      if (there === undefined) throw refusal("notFound");
      stored.delete(patient);
      removed.set(id, there);
      onChanged();
      return { id, seen };
    },
    restorePhoto: async (id) => {
      const there = removed.get(id);
      if (there === undefined) throw refusal("notFound");
      stored.set(patientOf(id), there);
      onChanged();
      return there.view;
    },
    conflictingPhoto: async (_conflict, sibling) => new Uint8Array([sibling]),
  } satisfies Partial<Clinic>;
  return { commands };
}
