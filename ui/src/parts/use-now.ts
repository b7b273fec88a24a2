import { useEffect, useState } from "react";

const EVERY_MS = 10_000;

/** The present moment, updated every few seconds while the component is shown. */
export function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
