import { type RefObject, useEffect, useRef } from "react";

/**
 * Moves the focus to the first button of a part once the row that had it is gone: `rows` are those that are shown.
 * Returns what is called when a row is about to go.
 */
export function useLostFocus(part: RefObject<HTMLElement | null>, rows: unknown): () => void {
  const isExpected = useRef(false);
  useEffect(() => {
    if (!isExpected.current || document.activeElement !== document.body) return;
    isExpected.current = false;
    (part.current?.querySelector<HTMLElement>("button:not(:disabled)") ?? part.current)?.focus();
  }, [part, rows]);
  return () => {
    isExpected.current = true;
  };
}
