import { Button, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { PatientHeader, Severity } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

const SEVERITIES: Severity[] = ["mild", "moderate", "severe", "unknown"];

/** Adds one allergy; the dialog names the person it is about. */
export function AllergyDialog({
  patient,
  onClose,
  onAdded,
}: {
  patient: PatientHeader;
  onClose: () => void;
  onAdded: () => void;
}) {
  const { patients, frame } = useWords();
  const format = useFormat();
  const [substance, setSubstance] = useState("");
  const [severity, setSeverity] = useState<Severity>("unknown");
  const { busy, problem, run } = useCommand();
  const add = async () => {
    if (!(await run((clinic) => clinic.addAllergy(patient.id, substance.trim(), severity)))) return;
    onAdded();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={patients.addAllergy} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void add())}>
        <Stack gap="md">
          <Text size="sm">
            {[
              patient.name,
              patient.birthDate ? format.day(patient.birthDate) : patients.noBirth,
              patients.fileNumber(patient.fileNumber),
            ].join(" · ")}
          </Text>
          <TextInput
            data-autofocus
            label={patients.substance}
            value={substance}
            maxLength={255}
            onChange={(event) => setSubstance(event.currentTarget.value)}
          />
          <Select
            label={patients.severity}
            allowDeselect={false}
            data={SEVERITIES.map((value) => ({ value, label: patients.severities[value] }))}
            value={severity}
            onChange={(value) => setSeverity(value ?? "unknown")}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button type="submit" loading={busy} disabled={substance.trim() === ""}>
            {patients.addAllergy}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
