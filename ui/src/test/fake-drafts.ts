import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

type Recording = { [Name in keyof Clinic]?: (...given: Parameters<Clinic[Name]>) => V.FormOf };

/** The forms that these commands record, and whose drafts they delete. */
const RECORDED = {
  addPackage: ({ patientId }: V.NewPackage): V.FormOf => ({ form: "entry", list: "packages", patientId, id: null }),
  registerPatient: () => ({ form: "registration" }),
  editPatient: ({ id }) => ({ form: "details", patientId: id }),
  addContact: (patientId) => ({ form: "contact", patientId }),
  editContact: (_edit, patientId) => ({ form: "contact", patientId }),
  bookAppointment: (_form, patientId) => ({ form: "booking", patientId }),
  recordCall: ({ patientId }) => ({ form: "call", patientId }),
  addNoteTemplate: () => ({ form: "setting", list: "templates", id: null }),
  editNoteTemplate: (id) => ({ form: "setting", list: "templates", id }),
  addAddendum: (noteId) => ({ form: "addendum", noteId }),
} satisfies Recording;

/** Unfinished forms, in memory. */
export function formDrafts() {
  const texts = new Map<string, string>();
  const key = (of: V.FormOf) => JSON.stringify(of);
  return {
    commands: {
      formDraft: async (of) => {
        const text = texts.get(key(of));
        return text === undefined ? null : { text, savedAt: R.at("10:42") };
      },
      saveFormDraft: async ({ of, text }) => {
        texts.set(key(of), text);
        return R.at("10:42");
      },
      discardFormDraft: async (of) => {
        texts.delete(key(of));
        return null;
      },
    } satisfies Partial<Clinic>,
    /** Called after a command that succeeded. */
    afterCommand: (name: string, given: unknown[]) => {
      if (!(name in RECORDED)) return;
      const of = RECORDED[name as keyof typeof RECORDED] as (...given: unknown[]) => V.FormOf;
      texts.delete(key(of(...given)));
    },
  };
}
