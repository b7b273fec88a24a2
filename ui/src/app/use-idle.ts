import { useEffect, useRef } from "react";

const INPUT = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
/** How often the program is told that somebody is there: it holds a clock of its own. */
const TELL_EVERY_MS = 5_000;

/**
 * Calls `onIdle` once after so many minutes without input, and `onInput` every few seconds while there is some; null
 * switches both off.
 */
export function useIdle(minutes: number | null, onIdle: () => void, onInput: () => void): void {
  const latest = useRef({ onIdle, onInput });
  latest.current = { onIdle, onInput };
  useEffect(() => {
    if (minutes === null) return;
    let timer: ReturnType<typeof setTimeout>;
    let toldAt = 0;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current.onIdle(), minutes * 60_000);
    };
    const hear = (event: Event) => {
      // what a script made up is nobody's input
      if (!event.isTrusted) return;
      again();
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      latest.current.onInput();
    };
    again();
    INPUT.forEach((name) => window.addEventListener(name, hear, { passive: true, capture: true }));
    return () => {
      clearTimeout(timer);
      INPUT.forEach((name) => window.removeEventListener(name, hear, { capture: true }));
    };
  }, [minutes]);
}
