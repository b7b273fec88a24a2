import { entryOf } from "../../../ipc/use-left-form";
import type { Insurance, PatientHeader } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { EntryPanel } from "../parts/EntryPanel";
import { NO_POLICY, toForm, usePolicyFields } from "./policy-form";
import { PolicyRow } from "./PolicyRow";

/** The patient's insurance policies: the primary one first, former ones folded. */
export function InsurancePanel({ patient, insurance: shown }: { patient: PatientHeader; insurance: Insurance }) {
  const { insurance } = useWords();
  return (
    <EntryPanel
      words={insurance}
      patient={patient}
      what="insurance_policy"
      rows={shown.policies}
      isUnsure={shown.isUnsure}
      row={(policy) => <PolicyRow policy={policy} patient={patient} />}
      mayAdd={patient.mayEdit}
      fields={usePolicyFields()}
      form={NO_POLICY}
      of={entryOf("policies", patient.id)}
      save={(clinic, typed) =>
        clinic.addPolicy({
          patientId: patient.id,
          form: toForm(typed),
          socialSecurityNumber: typed.socialSecurityNumber,
        })
      }
    />
  );
}
