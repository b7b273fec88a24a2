import { Alert, Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { BackupDone } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

/** Writes a backup, which only the recovery key opens, to a file. */
export function BackupDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { backups: words, documents, frame } = useWords();
  const format = useFormat();
  const { busy, problem, run } = useCommand();
  const [path, setPath] = useState(name);
  const [done, setDone] = useState<BackupDone | null>(null);
  const isOfPath = problem !== null && problem.field === "path";
  const bad = documents.badPath;
  const reason = isOfPath ? (problem.reason as keyof typeof bad | null) : null;
  const save = async () => {
    const saved = await run((clinic) => clinic.backUp(path));
    if (saved) setDone(saved);
  };
  return (
    <Modal opened onClose={onClose} title={words.now} closeButtonProps={{ "aria-label": frame.close }}>
      {done !== null ? (
        <Stack gap="md">
          <Text role="status">{words.done(done.path, `${format.number(done.kilobytes / 1024, 1)} MB`)}</Text>
          {done.lacks.length > 0 && <Alert color="yellow">{words.lacks}</Alert>}
          <Button autoFocus onClick={onClose}>
            {frame.close}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), void save())}>
          <Stack gap="md">
            <Text size="sm">{words.noneHelp}</Text>
            <TextInput
              data-autofocus
              label={words.path}
              description={words.pathHelp}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={path}
              error={isOfPath ? ((reason && bad[reason]) ?? bad.other) : null}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            {problem !== null && !isOfPath && <ProblemAlert problem={problem} />}
            <DialogActions onClose={onClose}>
              <Button type="submit" loading={busy} disabled={path.trim() === ""}>
                {words.now}
              </Button>
            </DialogActions>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
