import { Button, Modal, Stack, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { RejectedRow, ReviewField } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ReviewFields } from "../../parts/FieldList";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

interface Props {
  row: RejectedRow;
  onClose: () => void;
  onDiscarded: () => void;
}

export function DiscardDialog({ row, onClose, onDiscarded }: Props) {
  const { rejected, operations, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const discard = async () => {
    const done = await run(async (clinic) => (await clinic.discardRefused(row.groupId), true));
    if (!done) return;
    onDiscarded();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={rejected.discardAsk(operations[row.what] ?? row.what)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {row.patient !== null && <PatientLine patient={row.patient} />}
        <Text size="sm">{rejected.discardHelp}</Text>
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button color="red" loading={busy} onClick={() => void discard()}>
            {rejected.discard}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}

/** Whether it is what a patient begins with: once it is discarded, there is no record to open. */
export const isRegistration = ({ what }: RejectedRow): boolean =>
  what === "register patient" || what === "import patient";

/** Discards a change, and leads to where its values are entered again. */
export function CorrectDialog({ row, fields, onClose, onDiscarded }: Props & { fields: ReviewField[] }) {
  const { rejected, frame } = useWords();
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const { patient } = row;
  const isNew = isRegistration(row);
  const discard = async () => {
    const done = await run(async (clinic) => (await clinic.discardRefused(row.groupId), true));
    if (!done) return;
    onDiscarded();
    onClose();
    if (isNew) go({ page: "register", text: "" });
    else if (patient !== null) go({ page: "patient", id: patient.id });
  };
  return (
    <Modal opened onClose={onClose} title={rejected.correctAsk} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {patient !== null && <PatientLine patient={patient} />}
        <Text size="sm">{isNew ? rejected.registerHelp : rejected.correctHelp}</Text>
        {fields.length === 0 ? <Text size="sm">{rejected.noValues}</Text> : <ReviewFields fields={fields} />}
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button color="red" loading={busy} onClick={() => void discard()}>
            {isNew ? rejected.register : rejected.open}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
