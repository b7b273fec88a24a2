import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Clinic } from "../ipc/clinic";
import { useCommand } from "../ipc/use-clinic";
import { useWords } from "../words/speech";
import { DialogActions } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";

/** Writes a copy outside of the clinic, after saying that it is not encrypted. */
export function SaveFileDialog({
  name,
  save: write,
  onClose,
}: {
  name: string;
  /** Returns where the file lies. */
  save: (clinic: Clinic, path: string) => Promise<string>;
  onClose: () => void;
}) {
  const { documents, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const [path, setPath] = useState(name.replaceAll("/", "-"));
  const [saved, setSaved] = useState<string | null>(null);
  const isOfPath = problem !== null && problem.field === "path" && ["invalid", "diskFull"].includes(problem.code);
  const bad = documents.badPath;
  const reason = problem?.code === "diskFull" ? "full" : (problem?.reason as keyof typeof bad | undefined);
  const save = async () => {
    const done = await run((clinic) => write(clinic, path));
    if (done !== undefined) setSaved(done);
  };
  return (
    <Modal opened onClose={onClose} title={documents.saveTitle} closeButtonProps={{ "aria-label": frame.close }}>
      {saved !== null ? (
        <Stack gap="md">
          <Text role="status">{documents.savedTo(saved)}</Text>
          <Button autoFocus onClick={onClose}>
            {frame.close}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), void save())}>
          <Stack gap="md">
            <Text size="sm">{documents.unsealed}</Text>
            <TextInput
              data-autofocus
              label={documents.path}
              description={documents.pathHelp}
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
                {documents.saveCopy}
              </Button>
            </DialogActions>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
