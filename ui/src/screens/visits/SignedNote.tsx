import { Alert } from "@mantine/core";
import type { NoteSection, NoteView } from "../../ipc/views";
import { VoidBand } from "../../parts/VoidBand";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Note.module.css";

interface Props {
  note: NoteView;
  onCopy?: ((section: NoteSection, text: string) => void) | null;
}

/** A note as frozen text, with its addenda and what voids it; each section can be copied to another note. */
export function SignedNote({ note, onCopy = null }: Props) {
  const { notes, frame } = useWords();
  const format = useFormat();
  return (
    <div className={classes.signed} data-void={note.void !== null || undefined}>
      <VoidBand note={note} />
      {note.signature?.valid === false && (
        <Alert color="red" p="sm">
          {notes.signatureBroken}
        </Alert>
      )}
      {note.sections.map(({ section, text }) => (
        <div key={section} className={classes.frozen} data-section={section}>
          <div className={classes.sectionHead}>
            <h3 className={classes.sectionName}>{notes.sections[section]}</h3>
            {onCopy && text.trim() !== "" && (
              <button
                type="button"
                className={classes.copy}
                onClick={() => onCopy(section, text)}
                aria-label={frame.labelled(notes.copyAcross, notes.sections[section])}>
                {notes.copyAcross}
              </button>
            )}
          </div>
          <p className={classes.body}>{text.trim() === "" ? <span className="muted">{notes.empty}</span> : text}</p>
        </div>
      ))}
      {note.custom.length > 0 && (
        <dl className={classes.signedFields} aria-label={notes.customFields}>
          {note.custom.map(({ label, kind, value }) => (
            <div key={label}>
              <dt className={classes.sectionName}>{label}</dt>
              <dd className={classes.body}>
                {kind === "yesNo" && (value === "yes" || value === "no") ? notes.yesNo[value] : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {note.addenda.map((addendum) => (
        <div key={addendum.id} className={classes.addendum}>
          <h3 className={classes.sectionName}>{`${notes.addendum} · ${addendum.reason}`}</h3>
          <p className={classes.body}>{addendum.text}</p>
          <p className="small muted">{notes.addendumBy(addendum.by, format.dateTime(addendum.at))}</p>
        </div>
      ))}
    </div>
  );
}
