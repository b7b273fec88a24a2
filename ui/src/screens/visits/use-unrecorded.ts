import { useCallback, useState } from "react";
import { useLeftWords } from "../../ipc/use-left-words";

interface Typed {
  /** By measure. */
  texts: Record<string, string> | null;
}
const NOTHING: Typed = { texts: null };

/**
 * Keeps what is typed into the measures of a visit and not recorded, half of a number too, as a sealed draft. `left` is
 * what there was when the visit was opened; it is not known yet while that is pending.
 */
export function useUnrecorded(visitId: string, isOn: boolean) {
  const [typed, setTyped] = useState(NOTHING);
  const { left, isPending } = useLeftWords(isOn ? { form: "measures", visitId } : null, typed, NOTHING, setTyped);
  const note = useCallback((key: string, text: string | null) => {
    setTyped((before) => {
      const texts = { ...before.texts };
      if (text === null) delete texts[key];
      else texts[key] = text;
      return Object.keys(texts).length === 0 ? NOTHING : { texts };
    });
  }, []);
  return { left: left?.texts ?? {}, note, isPending };
}
