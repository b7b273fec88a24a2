import { useEffect, useEffectEvent } from "react";

const INPUT = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
/** How often input is reported to the program, which has a clock of its own. */
const REPORT_EVERY_MS = 5_000;

/**
 * Calls `onIdle` once after so many minutes without input, and `onInput` every few seconds while there is some; null
 * switches both off.
 */
export function useIdle(minutes: number | null, onIdle: () => void, onInput: () => void): void {
  const idle = useEffectEvent(onIdle);
  const input = useEffectEvent(onInput);
  useEffect(() => {
    if (minutes === null) return;
    let timer: ReturnType<typeof setTimeout>;
    let reportedAt = 0;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => idle(), minutes * 60_000);
    };
    const onEvent = (event: Event) => {
      // a script's event is no input
      if (!event.isTrusted) return;
      again();
      if (Date.now() - reportedAt < REPORT_EVERY_MS) return;
      reportedAt = Date.now();
      input();
    };
    again();
    INPUT.forEach((name) => window.addEventListener(name, onEvent, { passive: true, capture: true }));
    return () => {
      clearTimeout(timer);
      INPUT.forEach((name) => window.removeEventListener(name, onEvent, { capture: true }));
    };
  }, [minutes]);
}
