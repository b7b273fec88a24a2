import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { RecoveryTest } from "../../ipc/views";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { emptyGroups, RECOVERY_GROUPS, RecoveryEntry } from "../../parts/RecoveryEntry";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** When the recovery key was last tested, and a form to test it again. */
export function RecoveryPanel({ recovery, onTested }: { recovery: RecoveryTest | null; onTested: () => void }) {
  const { settings } = useWords();
  const format = useFormat();
  const [tests, setTests] = useState(false);
  return (
    <Panel title={settings.recovery}>
      <div className={classes.fields}>
        <Text size="sm">
          {recovery === null
            ? settings.recoveryNever
            : settings.recoveryTested(format.date(recovery.testedAt), recovery.testedBy)}
        </Text>
        <div>
          <Button variant="default" onClick={() => setTests(true)}>
            {recovery === null ? settings.testRecovery : settings.testAgain}
          </Button>
        </div>
      </div>
      {tests && <RecoveryDialog onClose={() => setTests(false)} onTested={onTested} />}
    </Panel>
  );
}

function RecoveryDialog({ onClose, onTested }: { onClose: () => void; onTested: () => void }) {
  const { settings, start, frame } = useWords();
  const format = useFormat();
  const [typed, setTyped] = useState(() => emptyGroups(RECOVERY_GROUPS));
  const [tested, setTested] = useState<RecoveryTest | null>(null);
  const { busy, problem, run } = useCommand();
  const isPartial = typed.some((group) => group.trim() === "");
  const test = async () => {
    const done = await run((clinic) => clinic.testRecoveryKey(typed.map((group) => group.trim())));
    if (!done) return;
    setTyped(emptyGroups(RECOVERY_GROUPS));
    setTested(done);
    onTested();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={settings.testTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      {tested === null ? (
        <form onSubmit={(event) => (event.preventDefault(), !isPartial && void test())}>
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {settings.testHelp}
            </Text>
            <RecoveryEntry typed={typed} label={start.group} wrong={settings.groupOdd} onChange={setTyped} />
            {problem !== null && <ProblemAlert problem={problem} />}
            <div className={classes.ends}>
              <Text size="xs" c="dimmed">
                {isPartial ? start.allGroups : ""}
              </Text>
              <Button type="submit" loading={busy} disabled={isPartial}>
                {start.testNow}
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <Text role="status">{start.tested(tested.testedBy, format.dateTime(tested.testedAt))}</Text>
          <div className={classes.ends}>
            <span />
            <Button data-autofocus onClick={onClose}>
              {frame.close}
            </Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
