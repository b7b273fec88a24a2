import { ActionIcon, Button, Menu, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientName, ScreeningView } from "../../../ipc/views";
import { DialogActions, PatientLine, ReasonInput } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";

interface Props {
  screening: ScreeningView;
  patient: PatientName;
  onCorrect: () => void;
  onRemoved: () => void;
}

/** What can be done with one screening: other answers for it, or none. */
export function ScreeningMenu({ screening, patient, onCorrect, onRemoved }: Props) {
  const { screening: words, frame } = useWords();
  const format = useFormat();
  const [removes, setRemoves] = useState(false);
  const name = `${words.tools[screening.tool]}, ${format.dateTime(screening.screenedAt)}`;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`${frame.more}: ${name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onCorrect}>{words.correct}</Menu.Item>
          <Menu.Item onClick={() => setRemoves(true)}>{words.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {removes && (
        <RemoveDialog screening={screening} patient={patient} onRemoved={onRemoved} onClose={() => setRemoves(false)} />
      )}
    </>
  );
}

function RemoveDialog({
  screening,
  patient,
  onRemoved,
  onClose,
}: {
  screening: ScreeningView;
  patient: PatientName;
  onRemoved: () => void;
  onClose: () => void;
}) {
  const { screening: words, frame } = useWords();
  const format = useFormat();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const remove = async () => {
    const { id, seen } = screening;
    if ((await run((clinic) => clinic.removeScreening(id, seen, reason.trim()))) === undefined) return;
    notifications.show({ message: words.removed });
    onRemoved();
    onClose();
  };
  const title = words.removeOf(words.tools[screening.tool], format.date(screening.screenedAt));
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void remove())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <ReasonInput label={words.reason} help={words.reasonHelp} value={reason} onChange={setReason} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {words.remove}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
