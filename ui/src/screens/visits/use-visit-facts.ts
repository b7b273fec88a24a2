import { useCallback, useEffect, useRef, useState } from "react";
import { beforeLeaving } from "../../ipc/unsaved";
import { type Command, useClinic } from "../../ipc/use-clinic";
import type { VisitEdit, VisitView } from "../../ipc/views";

type Facts = Pick<VisitEdit, "type" | "complaint">;

/** What was asked of the visit and why; saved as it is chosen, on leaving a field, with the page and before a lock. */
export function useVisitFacts(visit: VisitView, run: Command["run"]) {
  const clinic = useClinic();
  const [facts, setFacts] = useState<Facts>({ type: visit.type, complaint: visit.complaint });
  const latest = useRef<VisitEdit>({ id: visit.id, seen: visit.seen, followUpOn: visit.followUpOn, ...facts });
  const saved = useRef<Facts>(facts);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));

  const save = useCallback((): Promise<boolean> => {
    chain.current = chain.current.then(async () => {
      const edit = latest.current;
      if (edit.type === saved.current.type && edit.complaint === saved.current.complaint) return true;
      const seen = await run((commands) => commands.editVisit(edit));
      if (!seen) return false;
      saved.current = { type: edit.type, complaint: edit.complaint };
      latest.current = { ...latest.current, seen };
      return true;
    });
    return chain.current;
  }, [run]);
  const change = (part: Partial<Facts>) => {
    latest.current = { ...latest.current, ...part };
    setFacts((before) => ({ ...before, ...part }));
  };
  useEffect(() => beforeLeaving(save), [save]);
  useEffect(
    () => () => {
      const { type, complaint } = latest.current;
      if (type === saved.current.type && complaint === saved.current.complaint) return;
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
      if (ended) saved.current = { type: latest.current.type, complaint: latest.current.complaint };
      return ended;
    },
  };
}
