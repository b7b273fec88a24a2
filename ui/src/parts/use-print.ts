import { useEffect, useState } from "react";
import { asProblem } from "../ipc/clinic";
import { useClinic } from "../ipc/use-clinic";
import type { PrintFacts, PrintOf, PrintSection, Problem, ScreenLanguage } from "../ipc/views";
import { useLanguage } from "../words/speech";

export interface Made {
  facts: PrintFacts;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Makes a print in a language, or the patient's if null, with the chosen parts, or the usual ones if null. The program
 * holds it until the dialog closes; the bytes here are overwritten when they are no longer shown.
 */
export function usePrint(of: PrintOf, language: ScreenLanguage | null, sections: PrintSection[] | null) {
  const clinic = useClinic();
  const screens = useLanguage();
  const [made, setMade] = useState<Made | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  // compared by content: each render passes a new object for the same record
  const which = JSON.stringify({ of, sections });
  useEffect(() => {
    let isShown = true;
    let own: Uint8Array<ArrayBuffer> | null = null;
    const make = async () => {
      try {
        const asked = JSON.parse(which) as { of: PrintOf; sections: PrintSection[] | null };
        const facts = await clinic.makePrint({ ...asked, language, screens });
        own = await clinic.printContent();
        if (!isShown) return void own.fill(0);
        setMade({ facts, bytes: own });
        setProblem(null);
      } catch (thrown) {
        if (isShown) setProblem(asProblem(thrown));
      }
    };
    void make();
    return () => {
      isShown = false;
      own?.fill(0);
    };
  }, [clinic, which, language, screens]);
  useEffect(
    () => () => {
      // fails after a lock, which has dropped the print already
      clinic.endPrint().catch(() => undefined);
    },
    [clinic],
  );
  return { made, problem };
}
