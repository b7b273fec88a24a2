import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { DeletionReason, PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { offerUndo } from "../../parts/undo";
import { useWords } from "../../words/speech";
import { useDeletionReason } from "./deletion-reason";

const REASONS: DeletionReason[] = ["duplicate", "enteredInError", "noLongerNeeded", "patientRequest", "other"];

/** Removes a patient from every list, with a reason; Undo restores them. */
export function DeleteDialog({ patient, onClose }: { patient: PatientView; onClose: () => void }) {
  const { deletion, frame } = useWords();
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const [reason, setReason] = useState<DeletionReason>("duplicate");
  const [words, setWords] = useState("");
  const { header, form } = patient;
  const nameOf = useDeletionReason();
  const remove = async () => {
    const removal = await run((clinic) => clinic.deletePatient(header.id, form.seen, reason, words));
    if (removal === undefined) return;
    onClose();
    go({ page: "patients" });
    offerUndo(`patient-${header.id}`, deletion.done(header.name), frame, () =>
      run(async (clinic) => (await clinic.restorePatient(header.id, removal), true)),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={deletion.title(header.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void remove())}>
        <Stack gap="md">
          <PatientLine patient={header} />
          <Text size="sm">{deletion.help}</Text>
          <Select
            data-autofocus
            label={deletion.why}
            allowDeselect={false}
            data={REASONS.map((value) => ({ value, label: nameOf(value) }))}
            value={reason}
            onChange={(value) => value && setReason(value)}
          />
          <Textarea
            label={deletion.words}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={fieldLengths.visit.summary}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions missing={words.trim() === "" ? deletion.typeWords : null} onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={words.trim() === ""}>
              {deletion.action}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
