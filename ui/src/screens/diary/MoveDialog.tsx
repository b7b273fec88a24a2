import { Modal } from "@mantine/core";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AppointmentView, Move } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useEntryName } from "../../parts/use-entry-name";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { EntryDialog } from "./EntryDialog";

interface MoveProps {
  entry: AppointmentView;
  busy: boolean;
  problem: Parameters<typeof EntryDialog>[0]["problem"];
  onClose: () => void;
  onMove: (to: Move) => Promise<boolean>;
}

/** Moves an appointment to another time: nothing else is asked. */
export function MoveDialog({ entry, onClose, ...rest }: MoveProps) {
  const timeZone = useTimeZone();
  const { diary: words, frame } = useWords();
  const nameOf = useEntryName();
  const format = useFormat();
  const { value: diary, problem, reload } = useClinicQuery(queries.diary(dayOf(entry.startsAt, timeZone)));
  if (problem !== null)
    return (
      <Modal
        opened
        onClose={onClose}
        title={words.appointment(nameOf(entry), format.time(entry.startsAt))}
        closeButtonProps={{ "aria-label": frame.close }}>
        <ProblemAlert problem={problem} onRetry={reload} />
      </Modal>
    );
  if (diary === null) return null;
  const noStatus = () => Promise.resolve(false);
  return <EntryDialog startsMoving mayWrite {...{ diary, entry, onClose }} {...rest} onStatus={noStatus} />;
}
