import { Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Id, PatientName } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import { PageLink } from "../PageLink";
import { ProblemAlert } from "../ProblemAlert";
import classes from "./Imports.module.css";
import { type Undone, useUndoImport, useUndoneText } from "./use-undo-import";

/** Names that are listed; the others are counted. */
const NAMES_MAX = 50;

interface Props {
  id: Id;
  /** Its patients who are not deleted. */
  patients: number;
  onUndone: (done: Undone) => void;
  onClose: () => void;
}

/** Asks before imported patients are removed, removes them, and names those who stay. Cancel has the focus. */
export function UndoImportDialog({ id, patients, onUndone, onClose }: Props) {
  const { imports, frame } = useWords();
  const words = imports.undo;
  const format = useFormat();
  const undoneText = useUndoneText();
  const { undo, undone, busy, problem } = useUndoImport(id);
  const [done, setDone] = useState<Undone | null>(null);
  const count = (n: number) => format.number(n, 0);
  const confirm = async () => {
    const all = await undo();
    if (all === undefined) return;
    setDone(all);
    onUndone(all);
  };
  const seen = (undone?.removed ?? 0) + (undone?.changed.length ?? 0);
  const title = done !== null || busy ? words.action : words.ask(patients, count(patients));
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      {done !== null ? (
        <Stack gap="md">
          <Text role="status">{undoneText(done)}</Text>
          {done.changed.length > 0 && <Changed names={done.changed} />}
          <Button autoFocus onClick={onClose}>
            {frame.close}
          </Button>
        </Stack>
      ) : busy ? (
        <Stack gap="md">
          <Progress value={(100 * seen) / Math.max(1, patients)} aria-label={words.running} />
          <Text size="sm" role="status" className="tabular">
            {words.progress(count(seen), count(patients))}
          </Text>
          <Text size="xs" c="dimmed">
            {words.leaving}
          </Text>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm">{words.help}</Text>
          {problem !== null && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button variant="default" data-autofocus onClick={onClose}>
              {frame.cancel}
            </Button>
            <Button color="red" onClick={() => void confirm()}>
              {words.action}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Changed({ names }: { names: PatientName[] }) {
  const { imports } = useWords();
  const format = useFormat();
  const more = names.length - NAMES_MAX;
  return (
    <ul className={classes.names} aria-label={imports.undo.changed}>
      {names.slice(0, NAMES_MAX).map((patient) => (
        <li key={patient.id}>
          <PageLink to={{ page: "patient", id: patient.id }}>{patient.name}</PageLink>
        </li>
      ))}
      {more > 0 && <li className="small muted">{imports.undo.more(format.number(more, 0))}</li>}
    </ul>
  );
}
