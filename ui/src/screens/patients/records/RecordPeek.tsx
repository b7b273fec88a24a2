import { Button } from "@mantine/core";
import { useState } from "react";
import type { RecordRow } from "../../../ipc/views";
import { Peek } from "../../../parts/Peek";
import { VersionsDialog } from "../../../parts/VersionsDialog";
import { useFormat, useWords } from "../../../words/speech";
import { EventDetails } from "../parts/EventDetails";
import { useValue } from "../parts/use-value";
import { stateOf, useRecordWords } from "./use-record-words";

/** One record in full, next to the list, which stays in use; an earlier version of a note can be compared. */
export function RecordPeek({ row, onClose }: { row: RecordRow; onClose: () => void }) {
  const { patients, medicalRecords } = useWords();
  const format = useFormat();
  const words = useRecordWords();
  const value = useValue()(row.event);
  // the text of a current note follows in full
  const text = row.isCurrent ? value : row.text || value;
  const [isComparing, setIsComparing] = useState(false);
  const version = words.version(row);
  const facts: [string, string][] = [
    [patients.date, words.date(row)],
    [medicalRecords.by, row.by || format.dash],
    ...(version === null ? [] : [[medicalRecords.version, version] as [string, string]]),
  ];
  const { noteId, visitId, isCurrent } = row;
  return (
    <Peek title={words.type(row.type)} onClose={onClose}>
      <EventDetails chip={stateOf(row)} text={text} facts={facts} visitId={visitId} noteId={isCurrent ? noteId : null}>
        {noteId !== null && !isCurrent && (
          <Button variant="default" onClick={() => setIsComparing(true)}>
            {medicalRecords.compare}
          </Button>
        )}
      </EventDetails>
      {noteId !== null && isComparing && (
        <VersionsDialog noteId={noteId} version={row.id} onClose={() => setIsComparing(false)} />
      )}
    </Peek>
  );
}
