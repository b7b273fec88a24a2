import type { At } from "../ipc/views";
import { useTimeZone, useWords } from "../words/speech";
import { readMoment } from "../words/time";

/** Parses a moment in the past, or says why the text is none. */
export function useMoment(): (text: string) => { at: At | null; error: string | null } {
  const { measurementKinds: words } = useWords();
  const timeZone = useTimeZone();
  return (text) => {
    const now = new Date().toISOString();
    const at = readMoment(text, timeZone, now);
    if (at === null) return { at, error: words.noMoment };
    return at > now ? { at: null, error: words.future } : { at, error: null };
  };
}
