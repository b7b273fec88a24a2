import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Pregnancies } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { useWords } from "../../../words/speech";
import { EntryPanel } from "../parts/EntryPanel";
import { NO_PREGNANCY, toForm, usePregnancyFields } from "./pregnancy-form";
import { PregnancyRow } from "./PregnancyRow";

/** The pregnancies of a patient: the one that lasts first, former ones folded. A man has none. */
export function PregnancyPanel({ patient, pregnancies: shown }: { patient: PatientHeader; pregnancies: Pregnancies }) {
  const { pregnancies } = useWords();
  const may = useMay();
  const fields = usePregnancyFields();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const isMan = patient.sex === "male";
  if (isMan && shown.pregnancies.length === 0) return null;
  return (
    <EntryPanel
      words={pregnancies}
      patient={patient}
      what="pregnancy"
      rows={shown.pregnancies}
      isUnsure={shown.isUnsure}
      row={(pregnancy) => <PregnancyRow pregnancy={pregnancy} patient={patient} mayEdit={mayEdit} />}
      mayAdd={mayEdit && !isMan}
      fields={fields}
      form={NO_PREGNANCY}
      of={entryOf("pregnancies", patient.id)}
      save={(clinic, typed) => clinic.addPregnancy(patient.id, toForm(typed))}
    />
  );
}
