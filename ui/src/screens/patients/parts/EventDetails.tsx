import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useNavigation } from "../../../nav/navigation";
import { Chip, type ChipWord } from "../../../parts/Chip";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/speech";
import classes from "./EventDetails.module.css";
import { NoteText } from "./NoteText";

interface Props {
  chip: ChipWord | null;
  text: string;
  facts: [string, string][];
  /** The visit that it belongs to. */
  visitId: string | null;
  /** The note whose text is shown. */
  noteId: string | null;
  children?: ReactNode;
}

/** One event of the chart in full: its state and text, facts about it, and the way to its visit. */
export function EventDetails({ chip, text, facts, visitId, noteId, children }: Props) {
  const { timeline } = useWords();
  const { go } = useNavigation();
  return (
    <article className={classes.details}>
      {chip !== null && <Chip word={chip} />}
      {text !== "" && <p className={classes.text}>{text}</p>}
      <dl className={classes.facts}>
        {facts.map(([label, fact]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {noteId !== null && <Written id={noteId} />}
      {children}
      {visitId !== null && (
        <Button variant="default" onClick={() => go({ page: "visit", id: visitId })}>
          {timeline.openVisit}
        </Button>
      )}
    </article>
  );
}

/** The text of a note, also of one that belongs to no visit. */
function Written({ id }: { id: string }) {
  const note = useClinicQuery(queries.note(id));
  return <Loaded of={note}>{(view) => <NoteText note={view} />}</Loaded>;
}
