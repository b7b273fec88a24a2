import { Channel, invoke } from "@tauri-apps/api/core";
import { commands } from "./bindings";
import type { Clinic } from "./clinic";
import type { ClinicEvent } from "./views";

function watch(listener: (event: ClinicEvent) => void): () => void {
  const channel = new Channel<ClinicEvent>();
  let open = true;
  channel.onmessage = (event) => {
    if (open) listener(event);
  };
  // where this is refused every other command is, too, and shows it
  commands.watch(channel).catch(() => undefined);
  return () => {
    open = false;
  };
}

const bytesOf = async (command: string, headers: Record<string, string>) =>
  new Uint8Array(await invoke<ArrayBuffer>(command, undefined, { headers }));

/** The clinic of this program, over the typed commands of the window. */
export const windowClinic: Clinic = {
  ...commands,
  watch,
  // what is in files travels as bytes
  measureDocument: (file, bytes) => invoke("measure_document", bytes, { headers: { file } }),
  storeDocument: ({ of, file, id, first }, bytes) =>
    invoke("store_document", bytes, { headers: { of, file, document: id, part: String(first) } }),
  importBytes: (first, bytes) => invoke("import_bytes", bytes, { headers: { first: String(first) } }),
  documentPart: (of, id, part) => bytesOf("document_part", { of, document: id, part: String(part) }),
  setPhoto: (patient, seen, bytes) =>
    invoke("set_photo", bytes, { headers: seen === null ? { patient } : { patient, seen } }),
  photoContent: (patient) => bytesOf("photo_content", { patient }),
  conflictingPhoto: (conflict, sibling) => bytesOf("conflicting_photo", { conflict, sibling: String(sibling) }),
  printContent: () => bytesOf("print_content", {}),
};
