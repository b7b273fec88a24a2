import type { TimelineRow } from "../../../ipc/views";
import { Peek } from "../../../parts/Peek";
import { useFormat, useWords } from "../../../words/speech";
import { EventDetails } from "../parts/EventDetails";
import { chipOf, useValue } from "../parts/use-value";

/** One event in full, next to the list, which stays in use. */
export function EventPeek({ row, onClose }: { row: TimelineRow; onClose: () => void }) {
  const { timeline } = useWords();
  const format = useFormat();
  const value = useValue()(row.event);
  const { visitId, event } = row;
  const facts: [string, string][] = [
    [timeline.when, row.at === null ? format.partialDate(row.on) : format.dateTime(row.at)],
    ...(row.enteredOn === null ? [] : [[timeline.enteredOn, format.day(row.enteredOn)] as [string, string]]),
    ...(event.what === "appointment" && event.status === "cancelled"
      ? [[timeline.starts, format.dateTime(event.starts)] as [string, string]]
      : []),
    [timeline.by, row.by || format.dash],
  ];
  return (
    <Peek title={timeline.what[event.what]} onClose={onClose}>
      <EventDetails
        chip={chipOf(event)}
        text={value}
        facts={facts}
        visitId={visitId}
        noteId={event.what === "note" ? row.id : null}
      />
    </Peek>
  );
}
