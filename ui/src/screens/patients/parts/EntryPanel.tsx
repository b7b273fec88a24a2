import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import type { FormOf, PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Entries.module.css";

interface Words {
  title: string;
  none: string;
  add: string;
  over: (count: string) => string;
}

interface Props<Row, Form> {
  words: Words;
  patient: PatientHeader;
  /** How the damage of a patient's file names such a row. */
  what: string;
  rows: Row[];
  /** Some of them are not here, or cannot be read. */
  isUnsure: boolean;
  row: (row: Row) => ReactNode;
  mayAdd: boolean;
  /** The form of a new one, and what it is when nothing is typed. */
  fields: EditField<Form>[];
  form: Form;
  of: FormOf;
  mayBeEmpty?: boolean;
  save: (clinic: Clinic, form: Form) => Promise<unknown>;
}

/** A list of the chart whose rows end: current ones first, those that are over folded, and a form for a new one. */
export function EntryPanel<Row extends { id: string; state: string }, Form extends object>({
  words,
  patient,
  what,
  rows,
  isUnsure,
  row,
  mayAdd,
  ...form
}: Props<Row, Form>) {
  const { patients, sync } = useWords();
  const format = useFormat();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter((damage) => damage.what === what);
  const isOver = ({ state }: Row) => state === "over";
  const [current, over] = [rows.filter((one) => !isOver(one)), rows.filter(isOver)];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const listed = (list: Row[]) => (
    <ul className={classes.list}>
      {list.map((one) => (
        <li key={one.id}>{row(one)}</li>
      ))}
    </ul>
  );
  return (
    <Panel title={words.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {isUnsure && lacks.length === 0 && <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />}
      {listed(current)}
      {rows.length === 0 && !isUnsure && <p className={`muted small ${classes.none}`}>{words.none}</p>}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {words.over(format.number(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{listed(over)}</div>}
        </>
      )}
      {adds && <EntryForm<Form> {...form} name={words.add} onSaved={close} onClose={close} />}
      {mayAdd && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {words.add}
        </Button>
      )}
    </Panel>
  );
}
