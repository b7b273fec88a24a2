import { Alert, Button, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../ipc/bindings";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName, PrescriptionQuestion, PrescriptionView } from "../ipc/views";
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

/**
 * Asks once before a medicine is dispensed: the quantity is the prescribed one, and Enter dispenses it. Where an
 * allergy names it that came after the order, a reason is asked for.
 */
export function DispenseDialog({ prescription, patient, onClose }: Props) {
  const { prescriptions: words, frame } = useWords();
  const [quantity, setQuantity] = useState(prescription.quantity);
  const [asked, setAsked] = useState<PrescriptionQuestion[]>([]);
  const [allergyReason, setAllergyReason] = useState("");
  const { busy, problem, run } = useCommand();
  const isMore = wrongField(problem, "quantity")?.reason === "tooLarge";
  const takes = isMore ? { quantity: words.atMost(prescription.quantity) } : words.takes;
  const errors = useFieldErrors(problem, ["quantity", "allergyReason"], { quantity, allergyReason }, takes);
  const dispense = async () => {
    const { id, seen, medication } = prescription;
    const dispensed = await run((clinic) => clinic.dispensePrescription(id, seen, quantity, allergyReason));
    if (dispensed === undefined) return;
    if (dispensed.outcome === "asked") return setAsked(dispensed.questions);
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
          {asked.length > 0 && (
            <>
              <Alert role="alert" color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
                {asked.map((question, index) => (
                  <p key={index}>
                    {question.question === "allergy"
                      ? words.allergyNamed(question.substance, question.reaction, question.isOfClass)
                      : words.allergiesUnsureNow}
                  </p>
                ))}
              </Alert>
              <TextInput
                withAsterisk
                autoFocus
                label={words.allergyReason}
                value={allergyReason}
                maxLength={fieldLengths.dispensing.reason}
                error={errors.of("allergyReason")}
                autoComplete="off"
                onChange={(event) => setAllergyReason(event.currentTarget.value)}
              />
            </>
          )}
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={asked.length > 0 && allergyReason.trim() === ""}>
              {asked.length > 0 ? words.dispenseAsked : words.dispense}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
