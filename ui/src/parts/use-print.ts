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
 * A print in a language, or without one in the patient's, with the parts that were chosen, or without a choice the
 * usual ones. The program has it until the dialog closes; the bytes here are overwritten when they are no longer shown.
 */
export function usePrint(of: PrintOf, language: ScreenLanguage | null, sections: PrintSection[] | null) {
  const clinic = useClinic();
  const screens = useLanguage();
  const [made, setMade] = useState<Made | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  // by what it names: the same record is another object with each drawing
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
      // a window that has locked has forgotten it already
      clinic.endPrint().catch(() => undefined);
    },
    [clinic],
  );
  return { made, problem };
}
