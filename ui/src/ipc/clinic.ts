import type { commands } from "./bindings";
import type { ClinicEvent, DocumentsOf, Id, Problem, ReadVersionToken } from "./views";

/** Some parts of a document that follow each other, from the one with the index `first` on. */
export interface DocumentParts {
  of: DocumentsOf;
  /** The name under which the file was measured. */
  file: string;
  id: Id;
  first: number;
}

/**
 * Every command of the window, one function each. A refused command rejects with a `Problem`.
 *
 * Screens reach it with `useClinic()`; `window.ts` carries it to the program.
 */
export interface Clinic extends Omit<typeof commands, "watch"> {
  /** Sends each event to `listener` until the returned function is called. */
  watch(listener: (event: ClinicEvent) => void): () => void;
  /** Measures the next bytes of a file that is to be added, under a name that the screen chooses. */
  measureDocument(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  storeDocument(parts: DocumentParts, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The next bytes of a list of patients, from the offset `first`; 0 begins another file and forgets the last one. */
  importBytes(first: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** One part of a document; `checkDocument` is asked before the first. */
  documentPart(of: DocumentsOf, id: Id, part: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Sets the photo of a patient; `seen` is the version of the photo that it replaces. */
  setPhoto(patient: Id, seen: ReadVersionToken | null, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  photoContent(patient: Id): Promise<Uint8Array<ArrayBuffer>>;
  /** One of the conflicting photos, by its index in the conflict. */
  conflictingPhoto(conflict: Id, sibling: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The PDF that `makePrint` made. */
  printContent(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What was thrown, as a problem that the screens can put into words; anything else is a fault of the program. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string")
    return thrown as Problem;
  return {
    code: "internal",
    field: null,
    reason: null,
    triesLeft: null,
    until: null,
    visit: null,
    conflict: null,
    reference: thrown instanceof Error ? thrown.name : null,
    fields: [],
  };
}
