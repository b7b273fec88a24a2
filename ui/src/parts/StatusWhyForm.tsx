import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { StatusReason, StatusWhy } from "../ipc/views";
import { useWords } from "../words/speech";
import { NO_WHY, StatusWhyFields, useWhyKeys, useWhyMissing } from "./StatusWhyFields";

interface Props {
  action: string;
  /** The reason that is usual. */
  usual?: StatusReason;
  busy: boolean;
  onWhy: (why: StatusWhy) => void;
  onBack: () => void;
}

/** Asks why before a status is set that is not the next step: a digit and Enter. */
export function StatusWhyForm({ action, usual, busy, onWhy, onBack }: Props) {
  const { diary } = useWords();
  const [why, setWhy] = useState<StatusWhy>({ ...NO_WHY, code: usual ?? null });
  const missing = useWhyMissing(why);
  // in a dialog that has just opened, and in one that was open
  const focus = { autoFocus: true, "data-autofocus": true };
  const keys = useWhyKeys((code) => setWhy((before) => ({ ...before, code })));
  return (
    <form onSubmit={(event) => (event.preventDefault(), missing === null && onWhy(why))}>
      <Stack gap="md" onKeyDown={keys.onKeyDown}>
        <StatusWhyFields value={why} list={keys.list} onChange={setWhy} />
        <Group gap="sm">
          <Button variant="default" {...(usual === undefined && focus)} onClick={onBack}>
            {diary.leaveStatus}
          </Button>
          <Button type="submit" {...(usual !== undefined && focus)} loading={busy} disabled={missing !== null}>
            {action}
          </Button>
          {missing !== null && (
            <Text size="xs" c="dimmed">
              {missing}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
