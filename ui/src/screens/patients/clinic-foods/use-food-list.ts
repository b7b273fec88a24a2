import { useEffect, useRef, useState } from "react";
import { useClinic, useCommand } from "../../../ipc/use-clinic";
import type { FoodImportView } from "../../../ipc/views";
import { PIECE_BYTES, sendList, UnreadableFile } from "../../../parts/imports/send-list";

/** As much as the program takes of one list of foods. */
const LIST_BYTES_MAX = 5 * PIECE_BYTES;

export type Refused = "tooLarge" | "notRead" | "noName";

/** A list of foods: handed to the program, and what an import of it would do. */
export function useFoodList() {
  const clinic = useClinic();
  const { busy, problem, submit } = useCommand();
  const [reading, setReading] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [view, setView] = useState<FoodImportView | null>(null);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      // fails after a lock, which has forgotten it already
      void clinic.forgetImport().catch(() => undefined);
    };
  }, [clinic]);
  const choose = (file: File) =>
    submit(async (to) => {
      setRefused(null);
      setView(null);
      await to.forgetImport();
      if (file.size > LIST_BYTES_MAX) return setRefused("tooLarge");
      if (file.size === 0) return setRefused("noName");
      setReading(file.name);
      try {
        if (await sendList(to, file, () => isGone.current)) setView(await to.checkFoodImport());
      } catch (thrown) {
        if (!(thrown instanceof UnreadableFile)) throw thrown;
        setRefused("notRead");
      } finally {
        setReading(null);
      }
    });
  const start = () => submit((to) => to.importFoods());
  return { view, reading, refused, busy, problem, choose, start };
}
