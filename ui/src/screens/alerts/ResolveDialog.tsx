import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { Id } from "../../ipc/views";
import { DialogActions, ReasonInput } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

interface Props {
  id: Id;
  title: string;
  onClose: () => void;
}

/** Ends an alert; what was done may be said, and need not. */
export function ResolveDialog({ id, title, onClose }: Props) {
  const { alerts: words, frame } = useWords();
  const [remark, setRemark] = useState("");
  const { busy, problem, submit } = useCommand();
  const resolve = async () => {
    if ((await submit((clinic) => clinic.resolveAlert(id, remark))) === undefined) return;
    notifications.show({ message: words.resolved(title) });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.resolveOf(title)} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void resolve())}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={words.remark}
            value={remark}
            maxLength={fieldLengths.alert.remark}
            autoComplete="off"
            onChange={(event) => setRemark(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.resolve}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

/** Ends an alert that was raised in error; everybody who was called can read why. */
export function CancelDialog({ id, title, onClose }: Props) {
  const { alerts: words, frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, submit } = useCommand();
  const cancel = async () => {
    if ((await submit((clinic) => clinic.cancelAlert(id, reason))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.cancelOf(title)} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void cancel())}>
        <Stack gap="md">
          <ReasonInput label={words.cancelReason} help={words.cancelReasonHelp} value={reason} onChange={setReason} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {words.cancel}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
