import { Button, Modal, NativeSelect, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { LifeStage, PatientName, ReferenceIntakes } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { Loaded } from "../../../parts/Loaded";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useAmount } from "../../../parts/use-amount";
import { useWords } from "../../../words/speech";
import classes from "./Targets.module.css";

/** The recommendations for a stage of life, and a button that sets them for this patient. */
export function ReferenceDialog({ patient, onClose }: { patient: PatientName; onClose: () => void }) {
  const { targets: words, frame } = useWords();
  const [stage, setStage] = useState<LifeStage | null>(null);
  const reference = useClinicQuery(queries.referenceIntakes(patient.id, stage), { showsPrevious: true });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={words.referenceOf(patient.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <PatientLine patient={patient} />
        <Text>{words.referenceHelp}</Text>
        <Loaded of={reference}>
          {(view) => <Stage view={view} patient={patient} onChoose={setStage} onClose={onClose} />}
        </Loaded>
      </Stack>
    </Modal>
  );
}

interface Props {
  view: ReferenceIntakes;
  patient: PatientName;
  onChoose: (stage: LifeStage) => void;
  onClose: () => void;
}

function Stage({ view, patient, onChoose, onClose }: Props) {
  const { targets: words, nutrients } = useWords();
  const amount = useAmount();
  const { busy, problem, run } = useCommand();
  const submit = async () => {
    if ((await run((clinic) => clinic.setReferenceTargets(patient.id, view.stage))) === undefined) return;
    notifications.show({ message: words.isSet });
    onClose();
  };
  const choices = view.stages.map((value) => ({ value, label: nutrients.stages[value] }));
  const none = { value: "", label: words.choose, disabled: true };
  return (
    <form onSubmit={(event) => (event.preventDefault(), void submit())}>
      <Stack gap="md">
        <NativeSelect
          autoFocus
          label={words.stage}
          data={view.stage === null ? [none, ...choices] : choices}
          value={view.stage ?? ""}
          onChange={(event) => onChoose(event.currentTarget.value as LifeStage)}
        />
        {view.stage !== null && (
          <Table aria-label={nutrients.stages[view.stage]}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.nutrient}</Table.Th>
                <Table.Th scope="col" className="number">
                  {words.amount}
                </Table.Th>
                <Table.Th scope="col">{words.basis}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {view.intakes.map((intake) => (
                <Table.Tr key={intake.nutrient} className={intake.isDecided ? classes.muted : undefined}>
                  <Table.Th scope="row">{nutrients.names[intake.nutrient]}</Table.Th>
                  <Table.Td className="number">{amount(intake)}</Table.Td>
                  <Table.Td>{intake.isDecided ? words.stays : words.kinds[intake.kind]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        <div className={classes.actions}>
          <DialogActions missing={view.stage === null ? words.chooseStage : null} onClose={onClose}>
            <Button type="submit" loading={busy} disabled={view.stage === null}>
              {words.setReference}
            </Button>
          </DialogActions>
        </div>
      </Stack>
    </form>
  );
}
