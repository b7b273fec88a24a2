import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Stays, StayView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { NO_STAY, toForm, type TypedStay, useStayFields } from "./stay-form";
import { StayRow } from "./StayRow";

/** The stays of a patient: where they are now first, former ones folded. */
export function StayPanel({ patient, stays: shown }: { patient: PatientHeader; stays: Stays }) {
  const { stays, patients, sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const fields = useStayFields();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const lacks = patient.damaged.filter(({ what }) => what === "stay");
  const isOver = ({ state }: StayView) => state === "over";
  const over = shown.stays.filter(isOver);
  const current = shown.stays.filter((stay) => !isOver(stay));
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const rows = (list: StayView[]) => (
    <ul className={classes.list}>
      {list.map((stay) => (
        <li key={stay.id}>
          <StayRow stay={stay} patient={patient} mayEdit={mayEdit} />
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={stays.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {shown.isUnsure && lacks.length === 0 && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
      )}
      {rows(current)}
      {shown.stays.length === 0 && !shown.isUnsure && <p className={`muted small ${classes.none}`}>{stays.none}</p>}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {stays.over(format.number(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{rows(over)}</div>}
        </>
      )}
      {adds && (
        <EntryForm<TypedStay>
          name={stays.add}
          fields={fields}
          form={NO_STAY}
          of={entryOf("stays", patient.id)}
          save={(clinic, typed) => clinic.addStay(patient.id, toForm(typed))}
          onSaved={close}
          onClose={close}
        />
      )}
      {mayEdit && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {stays.add}
        </Button>
      )}
    </Panel>
  );
}
