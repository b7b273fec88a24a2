import type { Clinic } from "../../ipc/clinic";

/** The bytes of one read and call. */
export const PIECE_BYTES = 1024 * 1024;

/** The file could not be read to its end. */
export class UnreadableFile extends Error {}

async function piece(file: File, from: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, from + PIECE_BYTES).arrayBuffer());
  } catch {
    throw new UnreadableFile();
  }
}

/** Hands a list to the program, piece by piece. Returns whether all of it was sent before the page was left. */
export async function sendList(clinic: Clinic, file: File, isGone: () => boolean): Promise<boolean> {
  for (let from = 0; from < file.size; from += PIECE_BYTES) {
    const bytes = await piece(file, from);
    if (isGone()) return false;
    await clinic.importBytes(from, bytes);
  }
  return true;
}
