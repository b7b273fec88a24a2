import { useEffect, useRef, useState } from "react";
import type { Clinic } from "../../../../ipc/clinic";
import { useCommand } from "../../../../ipc/use-clinic";
import type { Adding, DocumentsOf } from "../../../../ipc/views";

/** The bytes of one read and call. */
const PIECE_BYTES = 1024 * 1024;
/** Parts that are stored in one transaction. */
const PARTS_AT_ONCE = 4;

/** The progress of a file in bytes, none while it is measured; `left` is in seconds. */
export interface Progress {
  name: string;
  stored: number | null;
  size: number;
  left: number | null;
}

/** The file could not be read to its end. */
class Unreadable extends Error {}

let count = 0;

async function read(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch {
    throw new Unreadable();
  }
}

/** Groups consecutive indexes, a few in each piece. */
export function pieces(missing: number[]): number[][] {
  const all: number[][] = [];
  for (const part of missing) {
    const last = all.at(-1);
    if (last !== undefined && last.length < PARTS_AT_ONCE && last.at(-1) === part - 1) last.push(part);
    else all.push([part]);
  }
  return all;
}

/**
 * Adds one file at a time: all of it is measured first, then its missing parts are stored, a few at once. Stored parts
 * stay when the page is left or the clinic locks; adding the same file again resumes there.
 */
export function useAdding(of: DocumentsOf) {
  const { problem, run } = useCommand();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isPaused, setPaused] = useState(false);
  const [isUnreadable, setUnreadable] = useState(false);
  const control = useRef({ stops: false, goOn: null as (() => void) | null, pauses: false });
  useEffect(() => {
    const own = control.current;
    own.stops = false;
    return () => {
      own.stops = true;
      own.goOn?.();
    };
  }, []);

  const turn = async () => {
    if (control.current.pauses) await new Promise<void>((resolve) => (control.current.goOn = resolve));
    return !control.current.stops;
  };
  const store = async (clinic: Clinic, file: File, token: string, { document, missing, chunkBytes }: Adding) => {
    let stored = document.here;
    const begun = { at: Date.now(), stored };
    for (const piece of pieces(missing)) {
      if (!(await turn())) return;
      const from = piece[0]! * chunkBytes;
      const to = Math.min(file.size, from + piece.length * chunkBytes);
      const bytes = await read(file, from, to);
      await clinic.storeDocument({ of, file: token, id: document.id, first: piece[0]! }, bytes);
      stored += to - from;
      const rate = (stored - begun.stored) / Math.max(1, Date.now() - begun.at);
      setProgress({ name: file.name, stored, size: file.size, left: Math.ceil((file.size - stored) / rate / 1000) });
    }
  };
  const add = (file: File, begin: (clinic: Clinic, token: string) => Promise<Adding>) =>
    run(async (clinic) => {
      count += 1;
      const token = `${Date.now()}-${count}`;
      setUnreadable(false);
      setProgress({ name: file.name, stored: null, size: file.size, left: null });
      try {
        for (let from = 0; from < file.size; from += PIECE_BYTES) {
          if (!(await turn())) return null;
          await clinic.measureDocument(token, await read(file, from, Math.min(file.size, from + PIECE_BYTES)));
        }
        const adding = await begin(clinic, token);
        await store(clinic, file, token, adding);
        return adding.document;
      } catch (thrown) {
        if (!(thrown instanceof Unreadable)) throw thrown;
        setUnreadable(true);
        return null;
      } finally {
        setProgress(null);
        setPaused(false);
        control.current.pauses = false;
        // fails after a lock, which has ended it already
        await clinic.endDocument(token).catch(() => undefined);
      }
    });
  const pause = (pauses: boolean) => {
    control.current.pauses = pauses;
    setPaused(pauses);
    if (!pauses) control.current.goOn?.();
  };
  return { add, progress, isPaused, pause, isUnreadable, problem };
}
