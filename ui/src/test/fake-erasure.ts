import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** An erasure that two of three computers have confirmed. */
export const ERASURE: V.ErasureView = {
  id: "gone",
  reason: "patientRequest",
  orderedAt: R.at("10:30"),
  orderedBy: "Abena Mensah",
  secondSigner: null,
  confirmed: 2,
  computers: 3,
  unconfirmed: [{ id: "d3", name: "Computer 3", isThis: false, lastSeen: R.at("08:05") }],
};

/** Erasures; the password `second` is accepted for any second signer. */
export function erasureCommands(sync: Clinic["syncPage"]) {
  return {
    erasurePreview: async (id) => ({
      files: [R.person(id)],
      counts: [
        { entity: "Visit", rows: 12 },
        { entity: "Note", rows: 3 },
        { entity: "NoteVersion", rows: 9 },
      ],
      waiting: 2,
      computers: (await sync()).devices,
      adminMaySecond: true,
    }),
    erasures: async () => [ERASURE],
    erasePatient: async ({ id, reason, fileNumber }, second) => {
      if (fileNumber.trim() !== R.person(id).fileNumber) throw R.refusal("invalid");
      if (second.kind === "admin" && second.password !== "second") throw R.refusal("wrongPassword");
      const secondSigner = second.kind === "admin" ? "Kofi Asante" : null;
      return { ...ERASURE, id, reason, secondSigner };
    },
  } satisfies Partial<Clinic>;
}
