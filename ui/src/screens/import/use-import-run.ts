import { useEffect, useRef, useState } from "react";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import type { ImportPlan, ImportProgress } from "../../ipc/views";

/** Patients a second, and the seconds that are left; none before the first batch is over. */
interface Pace {
  perSecond: number;
  left: number;
}

export type ImportRun = ReturnType<typeof useImportRun>;

/** Runs an import, batch by batch, until all are imported, it is stopped or the page is left. */
export function useImportRun() {
  const { busy, problem, submit } = useCommand();
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const [pace, setPace] = useState<Pace | null>(null);
  const [isStopping, setStopping] = useState(false);
  const stops = useRef(false);
  useEffect(() => () => void (stops.current = true), []);
  const run = (first: (clinic: Clinic) => Promise<ImportProgress>) =>
    void submit(async (clinic) => {
      stops.current = false;
      setStopping(false);
      setPace(null);
      const begun = Date.now();
      let at = await first(clinic);
      setProgress(at);
      const before = at.imported;
      while (at.imported < at.total && !stops.current) {
        const next = await clinic.continueImport();
        // a program that does not get any further is not asked for ever
        if (next.imported <= at.imported && next.total >= at.total) break;
        at = next;
        const perSecond = ((at.imported - before) / Math.max(1, Date.now() - begun)) * 1000;
        setProgress(at);
        setPace({ perSecond, left: Math.ceil((at.total - at.imported) / perSecond) });
      }
      return at;
    });
  const isDone = progress !== null && progress.imported >= progress.total;
  const state: "running" | "done" | "stopped" = busy ? "running" : isDone ? "done" : "stopped";
  return {
    progress,
    pace,
    problem,
    state,
    isStopping,
    start: (plan: ImportPlan) => run((clinic) => clinic.beginImport(plan)),
    goOn: () => run((clinic) => clinic.continueImport()),
    stop: () => {
      stops.current = true;
      setStopping(true);
    },
  };
}
