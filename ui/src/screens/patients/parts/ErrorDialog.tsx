import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { paragraphLengthMax } from "../../../ipc/bindings";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientName, ReadVersionToken } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";

/** Removes an entry that was made in error, with a reason. */
export function ErrorDialog({
  name,
  patient,
  remove,
  onRemoved,
  onClose,
}: {
  name: string;
  patient: PatientName;
  remove: (clinic: Clinic, reason: string) => Promise<ReadVersionToken>;
  onRemoved: (seen: ReadVersionToken) => void;
  onClose: () => void;
}) {
  const { background, patients, frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const submit = async () => {
    const seen = await run((clinic) => remove(clinic, reason));
    if (seen === undefined) return;
    onClose();
    onRemoved(seen);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={background.whyInError(name, patient.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <TextInput
            data-autofocus
            required
            label={patients.reason}
            value={reason}
            maxLength={paragraphLengthMax}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions missing={reason.trim() === "" ? background.typeReason : null} onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {background.enteredInError}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
