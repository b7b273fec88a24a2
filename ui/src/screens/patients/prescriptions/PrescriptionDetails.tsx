import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { DispensingView, PatientName, PrescriptionView } from "../../../ipc/views";
import { PatientLine } from "../../../parts/AskDialog";
import { StateChip, WarningChips, wasOther } from "../../../parts/PrescriptionChips";
import { PrescriptionFacts } from "../../../parts/PrescriptionFacts";
import { PrintButton } from "../../../parts/PrintButton";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Prescriptions.module.css";
import { ReasonDialog } from "../../../parts/ReasonDialog";

interface Props {
  prescription: PrescriptionView;
  patient: PatientName;
  mayDispense: boolean;
  onClose: () => void;
}

/** One prescription in full, with each time that it was dispensed. */
export function PrescriptionDetails({ prescription, patient, mayDispense, onClose }: Props) {
  const { prescriptions: words, frame } = useWords();
  const [taken, setTaken] = useState<DispensingView | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={prescription.medication}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <PatientLine patient={patient} />
        <div>
          <StateChip state={prescription.state} /> <WarningChips prescription={prescription} />
        </div>
        <PrescriptionFacts prescription={prescription} />
        <section aria-label={words.history}>
          <Text size="sm" className="strong">
            {words.history}
          </Text>
          {prescription.dispensed.length === 0 && (
            <Text size="sm" c="dimmed">
              {words.neverDispensed}
            </Text>
          )}
          <ul className={classes.given}>
            {prescription.dispensed.map((given) => (
              <Given
                key={given.id}
                given={given}
                isOther={wasOther(prescription, given)}
                onTakeBack={mayDispense ? () => setTaken(given) : undefined}
              />
            ))}
          </ul>
        </section>
        <div>
          <PrintButton of={{ print: "prescription", prescriptionId: prescription.id }} patient={patient} />
        </div>
      </Stack>
      {taken !== null && (
        <ReasonDialog
          title={words.whyTakeBack}
          action={words.takeBack}
          patient={patient}
          act={(clinic, reason) => clinic.takeBackDispensing(taken.id, reason)}
          onDone={() => undefined}
          onClose={() => setTaken(null)}
        />
      )}
    </Modal>
  );
}

function Given({ given, isOther, onTakeBack }: { given: DispensingView; isOther: boolean; onTakeBack?: () => void }) {
  const { prescriptions: words } = useWords();
  const format = useFormat();
  const { quantity, takenBack } = given;
  const plain = words.given(quantity === null ? "" : format.number(quantity), format.dateTime(given.at), given.by);
  const what = isOther ? words.givenAs(plain, [given.medication, given.dosage].join(", ")) : plain;
  const text = given.allergyReason === "" ? what : words.givenDespite(what, given.allergyReason);
  return (
    <li>
      {takenBack === null ? (
        <span>{text}</span>
      ) : (
        <span>
          <s>{text}</s> {words.takenBack(format.dateTime(takenBack.at), takenBack.by, takenBack.reason)}
        </span>
      )}
      {takenBack === null && onTakeBack !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onTakeBack}>
          {words.takeBack}
        </Button>
      )}
    </li>
  );
}
