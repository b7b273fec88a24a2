import { Button } from "@mantine/core";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { TimelineRow } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { Chip } from "../../../parts/Chip";
import { Loaded } from "../../../parts/Loaded";
import { Peek } from "../../../parts/Peek";
import { useFormat, useWords } from "../../../words/speech";
import { NoteText } from "../parts/NoteText";
import classes from "./Timeline.module.css";
import { chipOf, useValue } from "../parts/use-value";

/** One event in full, next to the list, which stays in use. */
export function EventPeek({ row, onClose }: { row: TimelineRow; onClose: () => void }) {
  const { timeline } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const value = useValue()(row.event);
  const chip = chipOf(row.event);
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
      <article className={classes.peek}>
        {chip !== null && <Chip word={chip} />}
        {value !== "" && <p className={classes.fullText}>{value}</p>}
        <dl className={classes.facts}>
          {facts.map(([label, fact]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{fact}</dd>
            </div>
          ))}
        </dl>
        {event.what === "note" && <Written id={row.id} />}
        {visitId !== null && (
          <Button variant="default" onClick={() => go({ page: "visit", id: visitId })}>
            {timeline.openVisit}
          </Button>
        )}
      </article>
    </Peek>
  );
}

/** The text of a note, also of one that belongs to no visit. */
function Written({ id }: { id: string }) {
  const note = useClinicQuery(queries.note(id));
  return <Loaded of={note}>{(view) => <NoteText note={view} />}</Loaded>;
}
