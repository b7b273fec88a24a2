import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useNavigation } from "../../nav/navigation";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { SyncWord } from "../../parts/SyncWord";
import { useWords } from "../../words/speech";
import { useSyncText } from "./sync-text";
import classes from "./Sync.module.css";

/** The sync state of this computer, always in view; a click shows more and never blocks. */
export function SyncIndicator() {
  const { sync } = useWords();
  const { go } = useNavigation();
  const status = useClinicQuery(queries.syncStatus());
  const [opened, setOpened] = useState(false);
  const { busy, problem, run } = useCommand();
  const text = useSyncText();
  if (status.value === null) return null;
  const { look, tone, word, sentence } = text(status.value);

  const { cause } = status.value;
  // what was refused just now says more than why the last attempt of the program's own failed
  const shown = problem ?? (cause === null ? null : { code: cause, triesLeft: null, until: null });

  const syncNow = async () => {
    const after = await run((clinic) => clinic.syncNow());
    if (after) status.set(after);
  };
  const show = () => {
    setOpened(false);
    go({ page: "sync" });
  };
  return (
    <Popover opened={opened} onChange={setOpened} width={360} position="bottom-end">
      <Popover.Target>
        <UnstyledButton onClick={() => setOpened((was) => !was)} aria-haspopup="dialog" aria-expanded={opened}>
          <SyncWord look={look} tone={tone} text={word} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          <Text size="sm">{sentence}</Text>
          {shown !== null && <ProblemAlert problem={shown} />}
          <div className={classes.actions}>
            {status.value.state !== "noServer" && cause !== "serverAltered" && (
              <Button variant="default" loading={busy} onClick={() => void syncNow()}>
                {sync.now}
              </Button>
            )}
            <Button variant="subtle" onClick={show}>
              {sync.open}
            </Button>
          </div>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
