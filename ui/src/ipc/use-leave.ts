import { useState } from "react";
import { flushSync } from "react-dom";
import type { LeftForm } from "./use-left-form";

/** A form of which a draft that was left with Escape is offered, and does not open by itself. */
export interface Leavable {
  isLeft: boolean;
}

/**
 * Leaves a form with Escape, which is often pressed by accident: what was typed stays as a draft. Nothing stays of a
 * form that is as it began, or `isBlank`.
 */
export function useLeave<T extends Leavable>(
  left: LeftForm<T>,
  [typed, setTyped]: [T, (typed: T) => void],
  draft: { saveNow: () => Promise<boolean>; discard: () => Promise<void> },
  isBlank = false,
): () => void {
  const [first] = useState(typed);
  return () => {
    const isTyped = left.typed !== null || JSON.stringify(typed) !== JSON.stringify(first);
    if (isTyped && !isBlank) {
      flushSync(() => setTyped({ ...typed, isLeft: true }));
      void left.leave(draft.saveNow);
    } else {
      // what was typed meanwhile and saved is emptied again
      void draft.discard().then(left.clear);
    }
  };
}
