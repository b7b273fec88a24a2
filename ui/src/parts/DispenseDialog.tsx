import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName, PrescriptionView } from "../ipc/views";
import { DialogActions, PatientLine } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";
import { useFieldErrors, wrongField } from "./use-field-errors";
import { useWords } from "../words/speech";
import { WarningChips } from "./PrescriptionChips";
import { PrescriptionFacts } from "./PrescriptionFacts";

interface Props {
  prescription: PrescriptionView;
  patient: PatientName;
  onClose: () => void;
}

/** Asks once before a medicine is dispensed: the quantity is the prescribed one, and Enter dispenses it. */
export function DispenseDialog({ prescription, patient, onClose }: Props) {
  const { prescriptions: words, frame } = useWords();
  const [quantity, setQuantity] = useState(prescription.quantity);
  const { busy, problem, run } = useCommand();
  const isMore = wrongField(problem, "quantity")?.reason === "tooLarge";
  const takes = isMore ? { quantity: words.atMost(prescription.quantity) } : words.takes;
  const errors = useFieldErrors(problem, ["quantity"], { quantity }, takes);
  const dispense = async () => {
    const { id, seen, medication } = prescription;
    const dispensed = await run((clinic) => clinic.dispensePrescription(id, seen, quantity));
    if (dispensed === undefined) return;
    notifications.show({ message: words.dispensed(medication) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.dispenseWhat(prescription.medication)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void dispense())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <div>
            <WarningChips prescription={prescription} />
          </div>
          <PrescriptionFacts prescription={prescription} />
          <TextInput
            data-autofocus
            label={words.quantity}
            inputMode="numeric"
            value={quantity}
            error={errors.of("quantity")}
            autoComplete="off"
            onChange={(event) => setQuantity(event.currentTarget.value)}
          />
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.dispense}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
