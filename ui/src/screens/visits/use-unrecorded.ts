import { useCallback, useState } from "react";
import { useLeftWords } from "../../ipc/use-left-words";

interface Typed {
  /** The texts by measure. */
  texts: Record<string, string> | null;
}
const NOTHING: Typed = { texts: null };

/**
 * Stores unrecorded texts of a visit's measures, even half a number, as a sealed draft. `left` has the texts of the
 * draft when the visit was opened, and is pending while that is read.
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
