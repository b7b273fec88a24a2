import { useCallback, useEffect, useRef, useState } from "react";
import { beforeLeaving } from "../../ipc/unsaved";
import { type Command, useClinic } from "../../ipc/use-clinic";
import type { VisitEdit, VisitForm, VisitView } from "../../ipc/views";

type Facts = Pick<VisitForm, "type" | "complaint">;

/** What was asked of the visit and why; saved as it is chosen, on leaving a field, with the page and before a lock. */
export function useVisitFacts(visit: VisitView, run: Command["run"]) {
  const clinic = useClinic();
  const [facts, setFacts] = useState<Facts>({ type: visit.type, complaint: visit.complaint });
  const latest = useRef<VisitEdit>(editOf(visit));
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));

  const save = useCallback((): Promise<boolean> => {
    chain.current = chain.current.then(async () => {
      const edit = latest.current;
      if (!isChanged(edit)) return true;
      const seen = await run((commands) => commands.editVisit(edit));
      if (!seen) return false;
      latest.current = { ...latest.current, seen, loaded: edit.form };
      return true;
    });
    return chain.current;
  }, [run]);
  const change = (part: Partial<Facts>) => {
    latest.current = { ...latest.current, form: { ...latest.current.form, ...part } };
    setFacts((before) => ({ ...before, ...part }));
  };
  useEffect(() => beforeLeaving(save), [save]);
  useEffect(
    () => () => {
      if (!isChanged(latest.current)) return;
      void chain.current.then(() => clinic.editVisit(latest.current)).catch(() => undefined);
    },
    [clinic],
  );
  return {
    facts,
    change,
    save,
    end: async () => {
      const ended = await run((commands) => commands.endVisit(latest.current));
      if (ended) latest.current = editOf(ended);
      return ended;
    },
  };
}

function editOf({ id, seen, type, complaint, followUpOn }: VisitView): VisitEdit {
  const form = { type, complaint, followUpOn };
  return { id, seen, loaded: form, form };
}

function isChanged({ loaded, form }: VisitEdit): boolean {
  return form.type !== loaded.type || form.complaint !== loaded.complaint;
}
