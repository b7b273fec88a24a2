import { Text } from "@mantine/core";
import type { NoteView } from "../../../ipc/views";
import { VoidBand } from "../../../parts/VoidBand";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./NoteText.module.css";

/** The text of a note: its non-empty sections and its addenda, below what voids it. */
export function NoteText({ note }: { note: NoteView }) {
  const { notes } = useWords();
  const format = useFormat();
  return (
    <>
      <VoidBand note={note} />
      {note.sections
        .filter((section) => section.text.trim() !== "")
        .map((section) => (
          <div key={section.section} className={classes.section}>
            <div className={classes.sectionName}>{notes.sections[section.section]}</div>
            <p className={classes.text}>{section.text}</p>
          </div>
        ))}
      {note.addenda.map((addendum) => (
        <div key={addendum.id} className={classes.section}>
          <div className={classes.sectionName}>{`${notes.addendum} · ${addendum.reason}`}</div>
          <p className={classes.text}>{addendum.text}</p>
          <Text size="xs" c="dimmed">
            {notes.addendumBy(addendum.by, format.dateTime(addendum.at))}
          </Text>
        </div>
      ))}
    </>
  );
}
