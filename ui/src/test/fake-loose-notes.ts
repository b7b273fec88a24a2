import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** Notes without a visit, notes that are void, and patients who are deleted and brought back. */
export function looseCommands(state: R.FakeState) {
  const deleted: V.PatientName[] = [];
  return {
    deletePatient: async (id) => {
      deleted.push(...state.people.filter((one) => one.id === id));
      state.people = state.people.filter((one) => one.id !== id);
      return "removal";
    },
    deletedPatients: async () =>
      deleted.map((patient) => ({
        patient,
        at: "2026-03-18T09:00:00Z",
        by: "Claire Moreau",
        reason: "duplicate" as const,
        words: "Registered twice.",
      })),
    restorePatient: async (id) => {
      state.people.push(...deleted.filter((one) => one.id === id));
      return null;
    },
    patientNotes: async () =>
      [...state.notes.values()]
        .filter((one) => one.sections.some(({ text }) => text !== ""))
        .map(({ id, visitId, startedAt, kind, author, state: of }) => ({
          id,
          visitId,
          at: startedAt,
          kind,
          author,
          state: of,
        })),
    voidNote: async (noteId, reason) => {
      const of = { id: "vo1", reason, by: "Abena Mensah", at: R.at("11:05"), valid: true };
      const voided: V.NoteView = { ...state.notes.get(noteId)!, state: "void", void: of, mayVoid: false };
      state.notes.set(noteId, voided);
      return voided;
    },
    beginNote: async (_patientId, kind) => {
      const begun = { ...structuredClone(R.DRAFT_NOTE), id: "n9", visitId: null, kind };
      state.notes.set(begun.id, begun);
      return begun;
    },
  } satisfies Partial<Clinic>;
}
