import type { DeletionReason } from "../../ipc/views";
import { useWords } from "../../words/speech";

/** Names the reason of a deletion. */
export function useDeletionReason(): (reason: DeletionReason) => string {
  const named: Record<string, string> = useWords().choices;
  return (reason) => named[reason.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? reason;
}
