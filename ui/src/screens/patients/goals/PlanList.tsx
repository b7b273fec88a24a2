import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { entryOf } from "../../../ipc/use-left-form";
import type { CarePlanView, EntryList, PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import classes from "./Goals.module.css";

/** The props of each list of the plan. */
export interface ListOf {
  plan: CarePlanView;
  patient: PatientHeader;
  mayEdit: boolean;
}

/** One list of the plan: current entries, former ones behind a button, and a button for a new one. */
export function PlanList<Form extends object, View extends { id: string }>({
  title,
  what,
  list,
  empty,
  add,
  overTitle,
  rows,
  isOver,
  row,
  fields,
  blank,
  save,
  patient,
  mayEdit,
}: {
  title: string;
  /** The name of this kind in a report of damage. */
  what: string;
  list: EntryList;
  empty: string;
  add: string;
  overTitle: (n: string) => string;
  rows: View[];
  isOver: (view: View) => boolean;
  row: (view: View) => ReactNode;
  fields: EditField<Form>[];
  blank: Form;
  save: (clinic: Clinic, form: Form) => Promise<unknown>;
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { goals: words, sync } = useWords();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter((damage) => damage.what === what);
  const [current, over] = [rows.filter((view) => !isOver(view)), rows.filter(isOver)];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const listed = (views: View[]) => (
    <ul className={classes.list}>
      {views.map((view) => (
        <li key={view.id}>{row(view)}</li>
      ))}
    </ul>
  );
  return (
    <Panel title={title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {listed(current)}
      {current.length === 0 && lacks.length === 0 && !adds && (
        <Text size="sm" c="dimmed">
          {over.length > 0 ? words.noneActive : empty}
        </Text>
      )}
      {adds && (
        <EntryForm
          name={add}
          fields={fields}
          form={blank}
          of={entryOf(list, patient.id)}
          save={save}
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
          {add}
        </Button>
      )}
      {over.length > 0 && (
        <div>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {overTitle(String(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{listed(over)}</div>}
        </div>
      )}
    </Panel>
  );
}
