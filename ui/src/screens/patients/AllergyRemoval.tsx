import { ActionIcon, Button, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { AllergyView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

/** As many letters as the reason of a deletion has. */
const REASON_MAX = 4000;

/** Removes an allergy that was entered in error; it asks why. */
export function AllergyRemoval({ allergy, patientName }: { allergy: AllergyView; patientName: string }) {
  const { patients, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const remove = async () => {
    if ((await run((clinic) => clinic.removeAllergy(allergy.id, allergy.seen, reason))) === undefined) return;
    notifications.show({ message: patients.removed });
    setAsks(false);
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`${frame.more}: ${allergy.substance}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks(true)}>{patients.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asks}
        onClose={() => setAsks(false)}
        title={patients.removeAllergy(allergy.substance, patientName)}
        closeButtonProps={{ "aria-label": frame.close }}>
        <form onSubmit={(event) => (event.preventDefault(), void remove())}>
          <Stack gap="md">
            <TextInput
              data-autofocus
              required
              label={patients.reason}
              value={reason}
              maxLength={REASON_MAX}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {problem !== null && <ProblemAlert problem={problem} />}
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {patients.remove}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
