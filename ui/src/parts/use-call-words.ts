import type { CallView } from "../ipc/views";
import { useFormat, useLabelled, useWords } from "../words/speech";

/** How a call is put in words. */
export function useCallWords() {
  const { followUps } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const again = ({ retryOn }: CallView) => (retryOn === null ? [] : [followUps.again(format.shortDay(retryOn))]);
  const dated = (call: CallView) => `${followUps.results[call.result]} · ${format.shortDate(call.at)}`;
  return {
    /** "Reached · 20 Nov", or "No answer, again 23 Nov" */
    short: (call: CallView) =>
      call.retryOn === null ? dated(call) : [followUps.results[call.result], ...again(call)].join(", "),
    /** With the caller's name and the note. */
    full: (call: CallView) => labelled([dated(call), ...again(call), followUps.by(call.by)].join(", "), call.note),
  };
}
