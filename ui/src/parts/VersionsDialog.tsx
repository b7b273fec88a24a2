import { Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { NoteSection, NoteVersionRow } from "../ipc/views";
import { ChangedText } from "./ChangedText";
import { Loaded } from "./Loaded";
import { Select } from "./Select";
import { useFormat, useWords } from "../words/speech";
import classes from "./VersionsDialog.module.css";

interface Props {
  noteId: string;
  /** The version to begin with, next to the one before it; the newest without one. */
  version?: string;
  onClose: () => void;
}

/** The versions of a note as they were committed: one next to the one before it, or any two. */
export function VersionsDialog({ noteId, version, onClose }: Props) {
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
            <Two noteId={noteId} rows={rows} version={version} />
          )
        }
      </Loaded>
    </Modal>
  );
}

function Two({ noteId, rows, version }: { noteId: string; rows: NoteVersionRow[]; version?: string }) {
  const { notes } = useWords();
  const format = useFormat();
  const [later, setLater] = useState(() => laterOf(rows, version).id);
  const [chosen, setEarlier] = useState<string | null>(null);
  const before = rows.slice(rows.findIndex(({ id }) => id === later) + 1);
  const earlier = before.find(({ id }) => id === chosen) ?? before[0]!;
  const label = ({ id, number, at, by }: NoteVersionRow) => ({
    value: id,
    label: [number, format.dateTime(at), by].join(" · "),
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

/** The rows begin with the newest. The oldest version has none before it, so it is compared with the next one. */
function laterOf(rows: NoteVersionRow[], version?: string): NoteVersionRow {
  const index = Math.max(
    rows.findIndex(({ id }) => id === version),
    0,
  );
  return rows[Math.min(index, rows.length - 2)]!;
}
