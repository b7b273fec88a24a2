import type { Clinic } from "../ipc/clinic";
import * as R from "./records";

/** Erasures; whoever types the password `second` may sign. */
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
    erasePatient: async ({ id, reason, fileNumber }, second) => {
      if (fileNumber.trim() !== R.person(id).fileNumber) throw R.refusal("invalid");
      if (second.kind === "admin" && second.password !== "second") throw R.refusal("wrongPassword");
      const secondSigner = second.kind === "admin" ? "Kofi Asante" : null;
      return { id, reason, orderedAt: R.at("10:30"), orderedBy: "Abena Mensah", secondSigner };
    },
  } satisfies Partial<Clinic>;
}
