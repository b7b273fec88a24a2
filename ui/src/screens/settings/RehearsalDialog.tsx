import { Alert, Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { Rehearsal } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { emptyGroups, RECOVERY_GROUPS, RecoveryEntry } from "../../parts/RecoveryEntry";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** Opens a backup with the recovery key, checks all of it, and says what a restore would bring back. */
export function RehearsalDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { backups: words, settings, start, frame } = useWords();
  const format = useFormat();
  const { busy, problem, run } = useCommand();
  const [path, setPath] = useState(name);
  const [typed, setTyped] = useState(() => emptyGroups(RECOVERY_GROUPS));
  const [done, setDone] = useState<Rehearsal | null>(null);
  const isPartial = path.trim() === "" || typed.some((group) => group.trim() === "");
  const rehearse = async () => {
    const rehearsed = await run((clinic) =>
      clinic.rehearseBackup(
        path,
        typed.map((group) => group.trim()),
      ),
    );
    if (!rehearsed) return;
    setTyped(emptyGroups(RECOVERY_GROUPS));
    setDone(rehearsed);
  };
  const number = (value: number) => format.number(value, 0);
  return (
    <Modal opened onClose={onClose} size={560} title={words.rehearse} closeButtonProps={{ "aria-label": frame.close }}>
      {done !== null ? (
        <Stack gap="md">
          {done.altered > 0 ? (
            <Alert color="red">{words.altered(number(done.altered))}</Alert>
          ) : (
            <Text role="status">
              {words.restored(number(done.seconds), number(done.patients), number(done.auditEntries))}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {words.of(format.dateTime(done.madeAt), done.madeBy, done.computer)}
          </Text>
          <div className={classes.ends}>
            <span />
            <Button autoFocus onClick={onClose}>
              {frame.close}
            </Button>
          </div>
        </Stack>
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), !isPartial && void rehearse())}>
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {words.rehearseHelp}
            </Text>
            <TextInput
              data-autofocus
              label={words.path}
              value={path}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            <RecoveryEntry typed={typed} label={start.group} wrong={settings.groupOdd} onChange={setTyped} />
            {problem !== null && <ProblemAlert problem={problem} />}
            <div className={classes.ends}>
              <Text size="xs" c="dimmed">
                {isPartial ? start.allGroups : ""}
              </Text>
              <Button type="submit" loading={busy} disabled={isPartial}>
                {words.rehearseNow}
              </Button>
            </div>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
