import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import type { PackageView, PatientHeader } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { PackageProblem } from "../../../parts/packages/PackageProblem";
import { usePackageUses } from "../../../parts/packages/use-package-uses";
import { usePackageWords } from "../../../parts/packages/use-package-words";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useToday, useWords } from "../../../words/speech";
import { readJump } from "../../../words/time";

interface Props {
  of: PackageView;
  patient: PatientHeader;
  onClose: () => void;
}

/** Uses a session by hand: today's, by Enter alone. */
export function UseDialog({ of, patient, onClose }: Props) {
  const { packages: words, frame } = useWords();
  const { name, leftUntil } = usePackageWords();
  const today = useToday();
  const [day, setDay] = useState("");
  const [note, setNote] = useState("");
  const { busy, problem, spend } = usePackageUses();
  const { of: errorOf, rest } = useFieldErrors(problem, ["on", "note"], { on: day, note });
  const { sessions, validUntil } = of.form;
  const save = async () => {
    const before = of.uses.map(({ id }) => id);
    // what is no day is sent as it is, and is refused
    const on = day.trim() === "" ? null : (readJump(day, today, today) ?? day);
    const form = { packageId: of.id, appointmentId: null, on, note };
    if (await spend(form, ({ id }) => !before.includes(id))) onClose();
  };
  return (
    <Modal
      opened
      size="xs"
      onClose={onClose}
      title={words.useOf(name(of))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Text size="sm" c="dimmed" className="tabular">
            {leftUntil({ sessions: Number(sessions), left: of.left, validUntil })}
          </Text>
          <TextInput
            data-autofocus
            label={words.day}
            placeholder={words.today}
            value={day}
            error={errorOf("on")}
            autoComplete="off"
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <TextInput
            label={words.note}
            value={note}
            maxLength={fieldLengths.packageUse.note}
            error={errorOf("note")}
            autoComplete="off"
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <PackageProblem problem={rest} />
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.use}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
