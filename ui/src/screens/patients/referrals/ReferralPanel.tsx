import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Referrals } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { EntryPanel } from "../parts/EntryPanel";
import { NO_REFERRAL, toForm, useReferralFields } from "./referral-form";
import { ReferralRow } from "./ReferralRow";

/** Who referred the patient: current referrals first, those that are over folded. */
export function ReferralPanel({ patient, referrals: shown }: { patient: PatientHeader; referrals: Referrals }) {
  const { referrals } = useWords();
  return (
    <EntryPanel
      words={referrals}
      patient={patient}
      what="referral"
      rows={shown.referrals}
      isUnsure={shown.isUnsure}
      row={(referral) => <ReferralRow referral={referral} patient={patient} />}
      mayAdd={patient.mayEdit}
      fields={useReferralFields()}
      form={NO_REFERRAL}
      of={entryOf("referrals", patient.id)}
      mayBeEmpty
      save={(clinic, typed) => clinic.addReferral({ patientId: patient.id, form: toForm(typed) })}
    />
  );
}
