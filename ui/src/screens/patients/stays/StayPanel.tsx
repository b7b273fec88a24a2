import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Stays } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { useWords } from "../../../words/speech";
import { EntryPanel } from "../parts/EntryPanel";
import { NO_STAY, toForm, useStayFields } from "./stay-form";
import { StayRow } from "./StayRow";

/** The stays of a patient: where they are now first, former ones folded. */
export function StayPanel({ patient, stays: shown }: { patient: PatientHeader; stays: Stays }) {
  const { stays } = useWords();
  const may = useMay();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  return (
    <EntryPanel
      words={stays}
      patient={patient}
      what="stay"
      rows={shown.stays}
      isUnsure={shown.isUnsure}
      row={(stay) => <StayRow stay={stay} patient={patient} mayEdit={mayEdit} />}
      mayAdd={mayEdit}
      fields={useStayFields()}
      form={NO_STAY}
      of={entryOf("stays", patient.id)}
      save={(clinic, typed) => clinic.addStay(patient.id, toForm(typed))}
    />
  );
}
