import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientName, PrescriptionStatus, PrescriptionView } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";
import { ReasonDialog } from "../../../parts/ReasonDialog";

interface Props {
  prescription: PrescriptionView;
  patient: PatientName;
  mayPrescribe: boolean;
  mayDispense: boolean;
  onDetails: () => void;
  onCorrect: () => void;
  onDispense: () => void;
}

/** The menu of a prescription. It can be corrected or removed until it is first dispensed. */
export function PrescriptionMenu(props: Props) {
  const { prescription, patient, mayPrescribe, mayDispense, onDetails, onCorrect, onDispense } = props;
  const { prescriptions: words, background, frame } = useWords();
  const format = useFormat();
  const [asks, setAsks] = useState<"error" | "stop" | "renew" | null>(null);
  const { problem, run } = useCommand();
  const { id, seen, state } = prescription;
  const name = words.name(prescription.medication, format.day(prescription.prescribedOn));
  const toastId = `prescription-${id}`;
  const isClear = !prescription.isRemoved && !prescription.isContested;
  const isOpen = state === "active" || state === "expired";
  const close = () => setAsks(null);
  const set = (status: PrescriptionStatus) => run((clinic) => clinic.setPrescriptionStatus(id, seen, status, ""));
  const undo = (changed: PrescriptionView, message: string) =>
    offerUndo(toastId, message, frame, () =>
      run((clinic) => clinic.setPrescriptionStatus(id, changed.seen, "active", "")),
    );
  const complete = async () => {
    const changed = await set("completed");
    if (changed !== undefined) undo(changed, words.completed);
  };
  const renew = async () => {
    const written = await run((clinic) => clinic.renewPrescription(id, ""));
    if (written?.outcome === "asked") return setAsks("renew");
    if (written !== undefined) notifications.show({ message: words.renewed });
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayDispense && state === "active" && prescription.left > 0 && isClear && (
            <Menu.Item onClick={onDispense}>{words.dispense}</Menu.Item>
          )}
          <Menu.Item onClick={onDetails}>{words.details}</Menu.Item>
          {mayPrescribe && !prescription.isRemoved && (
            <>
              {isClear && <Menu.Item onClick={() => void renew()}>{words.renew}</Menu.Item>}
              {isOpen && <Menu.Item onClick={() => void complete()}>{words.complete}</Menu.Item>}
              {isOpen && <Menu.Item onClick={() => setAsks("stop")}>{words.stop}</Menu.Item>}
              {!isOpen && <Menu.Item onClick={() => void set("active")}>{words.goOn}</Menu.Item>}
              {!prescription.isDispensed && <Menu.Item onClick={onCorrect}>{words.edit}</Menu.Item>}
              {!prescription.isDispensed && (
                <Menu.Item onClick={() => setAsks("error")}>{background.enteredInError}</Menu.Item>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks === "stop" && (
        <ReasonDialog
          title={words.whyStop(prescription.medication)}
          action={words.stop}
          patient={patient}
          act={(clinic, reason) => clinic.setPrescriptionStatus(id, seen, "stopped", reason)}
          onDone={(changed) => undo(changed, words.stopped)}
          onClose={close}
        />
      )}
      {asks === "renew" && (
        <ReasonDialog
          title={
            prescription.allergies.map((substance) => words.allergy(substance, "", false)).join(" ") ||
            words.allergiesUnsure
          }
          action={words.prescribeAsked}
          patient={patient}
          act={(clinic, reason) => clinic.renewPrescription(id, reason)}
          onDone={() => notifications.show({ message: words.renewed })}
          onClose={close}
        />
      )}
      {asks === "error" && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removePrescription(id, seen, reason)}
          onRemoved={(removal) =>
            offerUndo(toastId, background.removed(name), frame, () =>
              run((clinic) => clinic.restorePrescription(id, removal)),
            )
          }
          onClose={close}
        />
      )}
    </>
  );
}
