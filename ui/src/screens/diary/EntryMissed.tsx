import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../words/speech";
import { StatusReason } from "./StatusReason";

interface Props {
  busy: boolean;
  onMissed: (reason: string) => void;
  onBack: () => void;
}

/** Records that a patient did not come, which has the focus, and why. */
export function EntryMissed({ busy, onMissed, onBack }: Props) {
  const { diary: words } = useWords();
  const [reason, setReason] = useState("");
  return (
    <form onSubmit={(event) => (event.preventDefault(), onMissed(reason))}>
      <Stack gap="md">
        <StatusReason value={reason} choices={words.noShowReasons} onChange={setReason} />
        <Group gap="sm">
          <Button variant="default" onClick={onBack}>
            {words.leaveStatus}
          </Button>
          <Button type="submit" autoFocus loading={busy}>
            {words.status.noShow}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
