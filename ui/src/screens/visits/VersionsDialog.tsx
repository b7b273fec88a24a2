import { Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { NoteSection, NoteVersionRow } from "../../ipc/views";
import { ChangedText } from "../../parts/ChangedText";
import { Loaded } from "../../parts/Loaded";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Note.module.css";

/** The versions of a note as they were committed: the newest beside the one before it, or any two. */
export function VersionsDialog({ noteId, onClose }: { noteId: string; onClose: () => void }) {
  const { notes, frame } = useWords();
  const versions = useClinicQuery(queries.noteVersions(noteId));
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={notes.versionsTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={versions}>
        {(rows) =>
          rows.length < 2 ? (
            <Text data-autofocus>{notes.oneVersion(rows.length)}</Text>
          ) : (
            <Two noteId={noteId} rows={rows} />
          )
        }
      </Loaded>
    </Modal>
  );
}

function Two({ noteId, rows }: { noteId: string; rows: NoteVersionRow[] }) {
  const { notes } = useWords();
  const format = useFormat();
  const [later, setLater] = useState(rows[0]!.id);
  const [chosen, setEarlier] = useState<string | null>(null);
  const before = rows.slice(rows.findIndex(({ id }) => id === later) + 1);
  const earlier = before.find(({ id }) => id === chosen) ?? before[0]!;
  const label = (row: NoteVersionRow) => ({
    value: row.id,
    label: `${row.number} · ${format.dateTime(row.at)} · ${row.by}`,
  });
  const nameOf = (section: NoteSection | null) => (section === null ? notes.customFields : notes.sections[section]);
  const comparison = useClinicQuery(queries.comparedVersions(noteId, earlier.id, later), { showsPrevious: true });
  return (
    <Stack gap="md">
      <div className={classes.two}>
        <Select
          label={notes.earlierVersion}
          allowDeselect={false}
          data={before.map(label)}
          value={earlier.id}
          onChange={setEarlier}
        />
        <Select
          data-autofocus
          label={notes.laterVersion}
          allowDeselect={false}
          data={rows.slice(0, -1).map(label)}
          value={later}
          onChange={(id) => id !== null && setLater(id)}
        />
      </div>
      <Loaded of={comparison}>
        {({ sections }) =>
          sections.map(({ section, ...texts }) => (
            <section key={section ?? "custom"} aria-label={nameOf(section)}>
              <h3 className={classes.sectionName}>{nameOf(section)}</h3>
              <div className={classes.two}>
                <p className={classes.body}>
                  <ChangedText pieces={texts.earlier} here={false} empty={notes.empty} />
                </p>
                <p className={classes.body}>
                  <ChangedText pieces={texts.later} here empty={notes.empty} />
                </p>
              </div>
            </section>
          ))
        }
      </Loaded>
    </Stack>
  );
}
