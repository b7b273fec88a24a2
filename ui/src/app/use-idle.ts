import { useEffect, useRef } from "react";

const INPUT = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Calls `onIdle` once after so many minutes without input; null switches it off. */
export function useIdle(minutes: number | null, onIdle: () => void): void {
  const latest = useRef(onIdle);
  latest.current = onIdle;
  useEffect(() => {
    if (minutes === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), minutes * 60_000);
    };
    again();
    INPUT.forEach((name) => window.addEventListener(name, again, { passive: true }));
    return () => {
      clearTimeout(timer);
      INPUT.forEach((name) => window.removeEventListener(name, again));
    };
  }, [minutes]);
}
