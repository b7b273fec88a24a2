import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { lineLengthMax } from "../ipc/bindings";
import type { Clinic } from "../ipc/clinic";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName } from "../ipc/views";
import { useWords } from "../words/speech";
import { ProblemAlert } from "./ProblemAlert";
import { useBirth } from "./use-birth";

interface Props {
  question: string;
  answer: string;
  /** The patient whom the question is about. */
  patient?: PatientName;
  /** Nothing is removed, so the button is not red. */
  isSafe?: boolean;
  act: (clinic: Clinic) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks once before something is removed or confirmed; Cancel has the focus. */
export function AskDialog({ question, answer, patient, isSafe = false, act, onDone, onClose }: Props) {
  const { frame } = useWords();
  const { busy, problem, run } = useCommand();
  const confirm = async () => {
    if ((await run(act)) === undefined) return;
    onDone();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={question} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {patient && <PatientLine patient={patient} />}
        {problem !== null && <ProblemAlert problem={problem} />}
        <Group gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {frame.cancel}
          </Button>
          <Button color={isSafe ? undefined : "red"} loading={busy} onClick={() => void confirm()}>
            {answer}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The patient of a dialog: name, birth date and file number. */
export function PatientLine({ patient }: { patient: PatientName }) {
  const birth = useBirth();
  return (
    <Text className="tabular">
      <bdi className="strong">{patient.name}</bdi>
      {" · "}
      {birth.facts(patient)}
    </Text>
  );
}

interface ActionsProps {
  /** Why the button is disabled; shown next to it. */
  missing?: string | null;
  /** Something is removed: Cancel has the focus. */
  removes?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The last line of a dialog: Cancel, and its one action. */
export function DialogActions({ missing = null, removes = false, onClose, children }: ActionsProps) {
  const { frame } = useWords();
  return (
    <Group gap="sm">
      <Button variant="default" autoFocus={removes} data-autofocus={removes || undefined} onClick={onClose}>
        {frame.cancel}
      </Button>
      {children}
      {missing !== null && (
        <Text size="xs" c="dimmed">
          {missing}
        </Text>
      )}
    </Group>
  );
}

/** The reason of an action, for the audit log. */
export function ReasonInput({
  label,
  help,
  value,
  onChange,
}: {
  label: string;
  help: string;
  value: string;
  onChange: (reason: string) => void;
}) {
  return (
    <TextInput
      data-autofocus
      label={label}
      description={help}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value}
      maxLength={lineLengthMax}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
