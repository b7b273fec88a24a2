import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useState } from "react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { FreeSlotView, Id } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useMinute, useWords } from "../../../words/speech";
import { FitsDialog } from "./FitsDialog";
import { useWaitingWords } from "./use-waiting";
import classes from "./Waiting.module.css";

/** "10:30 with Kofi is free. 3 people fit.": the next time that an appointment left. Nothing where none is. */
export function FreeTimeLine() {
  const { waiting: words, frame } = useWords();
  const say = useWaitingWords();
  const mayWrite = useMay()("appointments.write");
  const free = useClinicQuery(waitingQueries.free(useMinute()), { showsPrevious: true });
  const { busy, problem, run } = useCommand();
  const [seenId, setSeenId] = useState<Id | null>(null);
  const [next, ...more] = free.value?.slots ?? [];
  const freeOf = (slot: FreeSlotView) => words.free(say.when(slot.startsAt), say.who(slot));
  const dismiss = async ({ ids }: FreeSlotView) => {
    const done = await run((clinic) => clinic.dismissFreeSlot(ids, true));
    free.reload();
    if (!done) return;
    offerUndo("freeTime", words.dismissed, frame, async () => {
      const back = await run((clinic) => clinic.dismissFreeSlot(ids, false));
      free.reload();
      return back;
    });
  };
  return (
    <>
      {free.problem !== null && <ProblemAlert problem={free.problem} onRetry={free.reload} />}
      {problem !== null && <ProblemAlert problem={problem} />}
      {next !== undefined && (
        <div className={classes.line} role="status">
          <IconCalendarPlus size={16} stroke={1.75} aria-hidden />
          <span>
            <span className="strong">{freeOf(next)}</span> {words.fit(next.fits)}{" "}
            {more.length > 0 && <span className={classes.note}>{words.moreFree(more.length)}</span>}
          </span>
          <Button size="xs" variant="default" onClick={() => setSeenId(next.ids[0] ?? null)}>
            {words.see}
          </Button>
          {mayWrite && (
            <Button size="xs" variant="subtle" disabled={busy} onClick={() => void dismiss(next)}>
              {words.dismiss}
            </Button>
          )}
        </div>
      )}
      {seenId !== null && <FitsDialog id={seenId} onClose={() => (setSeenId(null), free.reload())} />}
    </>
  );
}
