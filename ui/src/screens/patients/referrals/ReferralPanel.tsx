import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Referrals, ReferralView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { NO_REFERRAL, toForm, type TypedReferral, useReferralFields } from "./referral-form";
import { ReferralRow } from "./ReferralRow";

/** Who referred the patient: current referrals first, those that are over folded. */
export function ReferralPanel({ patient, referrals: shown }: { patient: PatientHeader; referrals: Referrals }) {
  const { referrals, patients, sync } = useWords();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const fields = useReferralFields();
  const lacks = patient.damaged.filter(({ what }) => what === "referral");
  const isOver = ({ state }: ReferralView) => state === "over";
  const [current, over] = [shown.referrals.filter((referral) => !isOver(referral)), shown.referrals.filter(isOver)];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const list = (rows: ReferralView[]) => (
    <ul className={classes.list}>
      {rows.map((referral) => (
        <li key={referral.id}>
          <ReferralRow referral={referral} patient={patient} />
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={referrals.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {shown.isUnsure && lacks.length === 0 && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
      )}
      {list(current)}
      {shown.referrals.length === 0 && !shown.isUnsure && (
        <p className={`muted small ${classes.none}`}>{referrals.none}</p>
      )}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {referrals.over(String(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{list(over)}</div>}
        </>
      )}
      {adds && (
        <EntryForm<TypedReferral>
          name={referrals.add}
          fields={fields}
          form={NO_REFERRAL}
          of={entryOf("referrals", patient.id)}
          mayBeEmpty
          save={(clinic, typed) => clinic.addReferral({ patientId: patient.id, form: toForm(typed) })}
          onSaved={close}
          onClose={close}
        />
      )}
      {patient.mayEdit && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {referrals.add}
        </Button>
      )}
    </Panel>
  );
}
