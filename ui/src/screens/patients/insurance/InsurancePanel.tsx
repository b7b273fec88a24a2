import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import type { Insurance, PatientHeader, PolicyView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { NO_POLICY, toForm, type TypedPolicy, usePolicyFields } from "./policy-form";
import { PolicyRow } from "./PolicyRow";

/** The patient's insurance policies: the primary one first, former ones folded. */
export function InsurancePanel({ patient, insurance: shown }: { patient: PatientHeader; insurance: Insurance }) {
  const { insurance, patients, sync } = useWords();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const fields = usePolicyFields();
  const lacks = patient.damaged.filter(({ what }) => what === "insurance_policy");
  const isOver = ({ state }: PolicyView) => state === "over";
  const [current, over] = [shown.policies.filter((policy) => !isOver(policy)), shown.policies.filter(isOver)];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const rows = (policies: PolicyView[]) => (
    <ul className={classes.list}>
      {policies.map((policy) => (
        <li key={policy.id}>
          <PolicyRow policy={policy} patient={patient} />
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={insurance.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {shown.isUnsure && lacks.length === 0 && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
      )}
      {rows(current)}
      {shown.policies.length === 0 && !shown.isUnsure && (
        <p className={`muted small ${classes.none}`}>{insurance.none}</p>
      )}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {insurance.over(String(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{rows(over)}</div>}
        </>
      )}
      {adds && (
        <EntryForm<TypedPolicy>
          name={insurance.add}
          fields={fields}
          form={NO_POLICY}
          of={entryOf("policies", patient.id)}
          save={(clinic, typed) =>
            clinic.addPolicy({
              patientId: patient.id,
              form: toForm(typed),
              socialSecurityNumber: typed.socialSecurityNumber,
            })
          }
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
          {insurance.add}
        </Button>
      )}
    </Panel>
  );
}
