import { fieldLengths } from "../../../ipc/bindings";
import type { BackgroundView, PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { EntryList } from "./EntryList";
import { useListKinds } from "./kinds";
import { ProfileText } from "../parts/ProfileText";

const lengths = fieldLengths.patientProfile;

/** The background of a patient, which is edited outside of visits. */
export function BackgroundPanels({ view, patient }: { view: BackgroundView; patient: PatientHeader }) {
  const { background } = useWords();
  const kinds = useListKinds();
  const may = useMay();
  const isThere = patient.deletedAt === null;
  const mayEdit = may("profiles.write") && isThere;
  const shared = { patient, noneKnown: view.noneKnown };
  const text = { profile: view.profile, mayEdit };
  return (
    <>
      <EntryList
        {...shared}
        kind={kinds.allergies}
        entries={view.allergies}
        mayEdit={may("allergies.write") && mayEdit}>
        <ProfileText {...text} field="dislikes" lengthMax={lengths.dislikes} />
      </EntryList>
      <EntryList {...shared} kind={kinds.conditions} entries={view.conditions} mayEdit={mayEdit} />
      <EntryList {...shared} kind={kinds.medications} entries={view.medications} mayEdit={mayEdit} />
      <Panel title={background.title}>
        <div className={classes.texts}>
          <ProfileText {...text} field="history" lengthMax={lengths.medicalHistory} />
          <ProfileText {...text} field="preferences" lengthMax={lengths.dietaryPreferences} />
          <ProfileText {...text} field="remarks" lengthMax={lengths.notes} />
        </div>
      </Panel>
    </>
  );
}
