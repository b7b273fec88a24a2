import { Text } from "@mantine/core";
import type { NoteView } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./NoteText.module.css";

/** What a note says: its sections that have a text, and what was added to it. */
export function NoteText({ note }: { note: NoteView }) {
  const { notes } = useWords();
  const format = useFormat();
  return (
    <>
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
