import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { RecordRequestView } from "../../../ipc/views";
import { ReasonDialog } from "../../../parts/ReasonDialog";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";

/** Answers requests for records: each answer can be taken back for as long as Undo is offered. */
export function useAnswers(onChanged: () => void) {
  const { recordRequests: words, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const [refused, setRefused] = useState<RecordRequestView | null>(null);
  const reopen = async ({ id, seen }: RecordRequestView) => {
    const back = await run((clinic) => clinic.reopenRecordRequest(id, seen));
    onChanged();
    return back;
  };
  const closed = (message: string, request: RecordRequestView) => {
    onChanged();
    offerUndo("recordRequest", message, frame, () => reopen(request));
  };
  const send = async ({ id, seen, askedBy }: RecordRequestView) => {
    const done = await run((clinic) => clinic.answerRecordRequest(id, seen));
    if (done !== undefined) closed(words.wasSent(askedBy), done);
  };
  const dialog = refused !== null && (
    <ReasonDialog
      title={words.refuseTitle}
      action={words.refuse}
      patient={refused.patient}
      act={(clinic, reason) => clinic.refuseRecordRequest(refused.id, refused.seen, reason)}
      onDone={(request) => closed(words.wasRefused(request.askedBy), request)}
      onClose={() => setRefused(null)}
    />
  );
  return { busy, problem, send, refuse: setRefused, reopen, dialog };
}
