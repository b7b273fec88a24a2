import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, Pregnancies, PregnancyView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { NO_PREGNANCY, toForm, type TypedPregnancy, usePregnancyFields } from "./pregnancy-form";
import { PregnancyRow } from "./PregnancyRow";

/** The pregnancies of a patient: the one that lasts first, former ones folded. A man has none. */
export function PregnancyPanel({ patient, pregnancies: shown }: { patient: PatientHeader; pregnancies: Pregnancies }) {
  const { pregnancies, patients, sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const fields = usePregnancyFields();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const isMan = patient.sex === "male";
  if (isMan && shown.pregnancies.length === 0) return null;
  const lacks = patient.damaged.filter(({ what }) => what === "pregnancy");
  const isOver = ({ state }: PregnancyView) => state === "over";
  const over = shown.pregnancies.filter(isOver);
  const current = shown.pregnancies.filter((pregnancy) => !isOver(pregnancy));
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const rows = (list: PregnancyView[]) => (
    <ul className={classes.list}>
      {list.map((pregnancy) => (
        <li key={pregnancy.id}>
          <PregnancyRow pregnancy={pregnancy} patient={patient} mayEdit={mayEdit} />
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={pregnancies.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {shown.isUnsure && lacks.length === 0 && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
      )}
      {rows(current)}
      {shown.pregnancies.length === 0 && !shown.isUnsure && (
        <p className={`muted small ${classes.none}`}>{pregnancies.none}</p>
      )}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {pregnancies.over(format.number(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{rows(over)}</div>}
        </>
      )}
      {adds && (
        <EntryForm<TypedPregnancy>
          name={pregnancies.add}
          fields={fields}
          form={NO_PREGNANCY}
          of={entryOf("pregnancies", patient.id)}
          save={(clinic, typed) => clinic.addPregnancy(patient.id, toForm(typed))}
          onSaved={close}
          onClose={close}
        />
      )}
      {mayEdit && !isMan && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {pregnancies.add}
        </Button>
      )}
    </Panel>
  );
}
