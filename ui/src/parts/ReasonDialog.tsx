import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../ipc/bindings";
import type { Clinic } from "../ipc/clinic";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName } from "../ipc/views";
import { DialogActions, PatientLine } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";
import { useWords } from "../words/speech";

interface Props<T> {
  title: string;
  action: string;
  /** None where they cannot be read. */
  patient: PatientName | null;
  act: (clinic: Clinic, reason: string) => Promise<T>;
  onDone: (result: T) => void;
  onClose: () => void;
}

/** Runs an action with a reason. */
export function ReasonDialog<T>({ title, action, patient, act, onDone, onClose }: Props<T>) {
  const { patients, frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const submit = async () => {
    const result = await run((clinic) => act(clinic, reason));
    if (result === undefined) return;
    onClose();
    onDone(result);
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack gap="md">
          {patient !== null && <PatientLine patient={patient} />}
          <TextInput
            data-autofocus
            required
            label={patients.reason}
            value={reason}
            maxLength={fieldLengths.prescription.statusReason}
            autoComplete="off"
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
              {action}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
