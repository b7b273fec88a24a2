import { Button, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { PackageView, PatientHeader } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useFormat, useWords } from "../../../words/speech";
import { toForm, type TypedPackage } from "./package-form";
import { NoteField, TermFields } from "./PackageFields";

interface Props {
  of: PackageView;
  patient: PatientHeader;
  onClose: () => void;
}

/** Changes how many sessions a package has, and until when. */
export function EditDialog({ of, patient, onClose }: Props) {
  const { packages: words, frame } = useWords();
  const format = useFormat();
  const { sessions, validUntil, note } = of.form;
  // as it was when the dialog opened: only what is changed from there is written
  const [{ id, seen, form: loaded }] = useState(of);
  const [typed, setTyped] = useState<TypedPackage>({
    sessions,
    validUntil: validUntil === null ? "" : format.day(validUntil),
    note,
  });
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(problem, ["sessions", "validUntil", "note"], typed, {
    sessions: words.takesSessions(Math.max(1, of.used)),
  });
  const change = (part: Partial<TypedPackage>) => setTyped((before) => ({ ...before, ...part }));
  const save = async () => {
    const saved = await submit((clinic) => clinic.editPackage({ id, seen, loaded, form: toForm(typed) }));
    if (saved === undefined) return;
    notifications.show({ message: words.saved(saved.service) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form aria-label={words.edit} onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <TermFields isFirst typed={typed} errorOf={errorOf} onChange={change} />
          <NoteField typed={typed} errorOf={errorOf} onChange={change} />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
