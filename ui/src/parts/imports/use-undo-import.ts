import { useEffect, useRef, useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { Id, PatientName } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";

/** What the undoing of an import has done so far: patients removed, and those who stay since they were changed. */
export interface Undone {
  removed: number;
  changed: PatientName[];
  /** All of its patients were seen. */
  isOver: boolean;
}

/** Undoes an import, batch by batch, until all are seen or the dialog is gone. */
export function useUndoImport(id: Id) {
  const { busy, problem, submit } = useCommand();
  const [undone, setUndone] = useState<Undone | null>(null);
  const stops = useRef(false);
  useEffect(() => {
    stops.current = false;
    return () => void (stops.current = true);
  }, []);
  const undo = () =>
    submit(async (clinic) => {
      let all: Undone = { removed: 0, changed: [], isOver: false };
      let after: Id | null = null;
      do {
        const { removed, changed, next } = await clinic.undoImport(id, after);
        all = { removed: all.removed + removed, changed: [...all.changed, ...changed], isOver: next === null };
        setUndone(all);
        after = next;
      } while (after !== null && !stops.current);
      return all;
    });
  return { undo, undone, busy, problem };
}

/** Says how many were removed and how many stay. */
export function useUndoneText(): (done: Undone) => string {
  const { imports } = useWords();
  const format = useFormat();
  return ({ removed, changed }) =>
    changed.length === 0
      ? imports.undo.removed(format.number(removed, 0))
      : imports.undo.removedButChanged(format.number(removed, 0), changed.length, format.number(changed.length, 0));
}
