import { noteForms } from "../../../ipc/bindings";
import type { NoteKind, RecordRow, RecordType, TimelineEvent } from "../../../ipc/views";
import type { ChipWord } from "../../../parts/Chip";
import { useFormat, useWords } from "../../../words/speech";
import { chipOf } from "../parts/use-value";

const EVENTS: Record<Exclude<RecordType, NoteKind>, TimelineEvent["what"]> = {
  prescription: "prescribed",
  lab: "lab",
  document: "document",
  screening: "screened",
  estimate: "estimated",
  recall: "recalled",
  mealPlan: "mealPlanned",
  dietOrder: "dietOrdered",
  handout: "handoutGiven",
};

const isNote = (type: RecordType): type is NoteKind => type in noteForms;

/** The state of a record that is shown as a chip. */
export const stateOf = (row: RecordRow): ChipWord | null => (row.isCurrent ? chipOf(row.event) : "earlierVersion");

/** What a record is called, when it is of, and which version it is; no version where it has only one. */
export function useRecordWords() {
  const { notes, timeline, medicalRecords } = useWords();
  const format = useFormat();
  return {
    type: (type: RecordType) => (isNote(type) ? notes.kinds[type] : timeline.what[EVENTS[type]]),
    date: ({ at, on }: RecordRow) => (at === null ? format.partialDate(on) : format.dateTime(at)),
    version: ({ version, versions }: RecordRow) =>
      versions === 1 ? null : medicalRecords.versionOf(format.number(version), format.number(versions)),
  };
}
