import type { StatusReason } from "../ipc/views";
import { useLabelled, useWords } from "../words/speech";

/** Returns why a status was set, in words: "Illness: has a cold". "Other" says nothing next to its text. */
export function useStatusWhy() {
  const { statusReasons } = useWords();
  const labelled = useLabelled();
  return (code: StatusReason | null, text: string) =>
    labelled(code !== null && code !== "other" && statusReasons.codes[code], text);
}
