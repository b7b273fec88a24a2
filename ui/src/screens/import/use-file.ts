import { useEffect, useRef, useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { ImportFile, ImportPlan, ImportTarget } from "../../ipc/views";
import { PIECE_BYTES, sendList, UnreadableFile } from "../../parts/imports/send-list";

/** As much as the program takes of one list. */
export const LIST_BYTES_MAX = 32 * PIECE_BYTES;

/** A list whose columns are known; its number tells it from one of the same name. */
export interface ReadFile extends ImportFile {
  number: number;
  name: string;
}

/** What is imported of each column, and how. */
export type Plan = ImportPlan & { targets: (ImportTarget | null)[] };

export const planOf = ({ columns }: ReadFile): Plan => ({
  targets: columns.map(({ target }) => target),
  dates: null,
  corrections: [],
  leftOut: [],
});

export type Refused = "tooLarge" | "noHeadings" | "notRead";

let count = 0;

/** Hands a list to the program, piece by piece, and returns its columns. */
export function useFile() {
  const { problem, submit } = useCommand();
  const [reading, setReading] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => void (isGone.current = true);
  }, []);
  const refuse = (why: Refused) => (setRefused(why), null);
  const read = (file: File) =>
    submit(async (clinic): Promise<ReadFile | null> => {
      setRefused(null);
      await clinic.forgetImport();
      if (file.size > LIST_BYTES_MAX) return refuse("tooLarge");
      if (file.size === 0) return refuse("noHeadings");
      setReading(file.name);
      try {
        if (!(await sendList(clinic, file, () => isGone.current))) return null;
        const columns = await clinic.importColumns();
        count += 1;
        return { ...columns, number: count, name: file.name };
      } catch (thrown) {
        if (!(thrown instanceof UnreadableFile)) throw thrown;
        return refuse("notRead");
      } finally {
        setReading(null);
      }
    });
  return { read, reading, refused, problem };
}
