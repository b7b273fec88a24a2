import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconNotes } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { NoteRow, NoteSection } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Note.module.css";
import { SignedNote } from "./SignedNote";

interface Props {
  rows: NoteRow[];
  section: NoteSection | null;
  onCopy: ((section: NoteSection, text: string) => void) | null;
}

/** An earlier note to read while writing; it follows the section under the cursor. */
export function PreviousNote({ rows, section, onCopy }: Props) {
  const { notes } = useWords();
  const [index, setIndex] = useState(0);
  const row = rows[index];
  if (row === undefined)
    return (
      <aside className={classes.previous} aria-label={notes.previous}>
        <Empty icon={IconNotes} title={notes.noPrevious}>
          {notes.noPreviousHelp}
        </Empty>
      </aside>
    );
  return (
    <aside className={classes.previous} aria-label={notes.previous}>
      <PreviousHead
        row={row}
        hasOlder={index < rows.length - 1}
        hasNewer={index > 0}
        onStep={(by) => setIndex(index + by)}
      />
      <PreviousBody id={row.id} section={section} onCopy={onCopy} />
    </aside>
  );
}

function PreviousHead({
  row,
  hasOlder,
  hasNewer,
  onStep,
}: {
  row: NoteRow;
  hasOlder: boolean;
  hasNewer: boolean;
  onStep: (by: number) => void;
}) {
  const { notes } = useWords();
  const format = useFormat();
  return (
    <div className={classes.head}>
      <div className={classes.whose}>
        <h2 className={classes.title}>{format.date(row.at)}</h2>
        <p className="small muted ellipsis">{[notes.kinds[row.kind], row.author].join(" · ")}</p>
      </div>
      <Chip word={row.state} />
      <span className={classes.space} />
      <ActionIcon aria-label={notes.older} disabled={!hasOlder} onClick={() => onStep(1)}>
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={notes.newer} disabled={!hasNewer} onClick={() => onStep(-1)}>
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function PreviousBody({ id, section, onCopy }: { id: string } & Pick<Props, "section" | "onCopy">) {
  const note = useClinicQuery(queries.note(id));
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (section !== null)
      body.current?.querySelector(`[data-section="${section}"]`)?.scrollIntoView({ block: "nearest" });
  }, [section]);
  return (
    <div ref={body}>
      <Loaded of={note}>{(shown) => <SignedNote note={shown} onCopy={onCopy} />}</Loaded>
    </div>
  );
}
