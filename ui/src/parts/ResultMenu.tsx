import { ActionIcon, Button, Menu, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Clinic } from "../ipc/clinic";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName } from "../ipc/views";
import { useWords } from "../words/speech";
import { DialogActions, PatientLine, ReasonInput } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";

interface Words {
  correct: string;
  remove: string;
  removed: string;
  reason: string;
  reasonHelp: string;
}

interface Props {
  /** The accessible name of the row. */
  name: string;
  /** The title of the dialog that removes it. */
  title: string;
  words: Words;
  patient: PatientName;
  remove: (clinic: Clinic, reason: string) => Promise<unknown>;
  onCorrect: () => void;
  /** Further items of the menu. */
  menu?: ReactNode;
  onRemoved: () => void;
}

/** The menu of a recorded result: replaces it, or removes it with a reason. */
export function ResultMenu({ onCorrect, menu, ...dialog }: Props) {
  const { frame } = useWords();
  const [removes, setRemoves] = useState(false);
  const { name, words } = dialog;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {menu}
          <Menu.Item onClick={onCorrect}>{words.correct}</Menu.Item>
          <Menu.Item onClick={() => setRemoves(true)}>{words.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {removes && <RemoveDialog {...dialog} onClose={() => setRemoves(false)} />}
    </>
  );
}

function RemoveDialog({
  title,
  words,
  patient,
  remove,
  onRemoved,
  onClose,
}: Omit<Props, "name" | "onCorrect" | "menu"> & { onClose: () => void }) {
  const { frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const submit = async () => {
    if ((await run((clinic) => remove(clinic, reason.trim()))) === undefined) return;
    notifications.show({ message: words.removed });
    onRemoved();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
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
