import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { lineLengthMax } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { PatientName } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

interface Props {
  ids: string[];
  whose: string;
  patient: PatientName | null;
  onClose: () => void;
  onRejected: () => void;
}

/** Rejects changes for good, with a reason. */
export function RejectDialog({ ids, whose, patient, onClose, onRejected }: Props) {
  const { review, frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const reject = async () => {
    if (!(await run(async (clinic) => (await clinic.rejectChanges(ids, reason.trim()), true)))) return;
    notifications.show({ message: review.rejected });
    onClose();
    onRejected();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={review.rejectAsk(ids.length, whose)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void reject())}>
        <Stack gap="md">
          {patient !== null && <PatientLine patient={patient} />}
          <Text size="sm">{review.rejectHelp}</Text>
          <TextInput
            data-autofocus
            label={review.reason}
            value={reason}
            maxLength={lineLengthMax}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {review.rejectNow}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
