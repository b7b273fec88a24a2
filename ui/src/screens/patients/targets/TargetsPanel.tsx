import { Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { entryOf } from "../../../ipc/use-left-form";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { NewTarget, Nutrient, PatientHeader, TargetView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useAmount } from "../../../parts/use-amount";
import { useFormat, useWords } from "../../../words/speech";
import { ReferenceDialog } from "./ReferenceDialog";
import { TargetMenu } from "./TargetMenu";
import classes from "./Targets.module.css";

const BLANK: NewTarget = { nutrient: "protein", low: "", high: "", reason: "", startDay: "" };

/** The nutrient targets of a day: those in force and planned, former ones behind a button. */
export function TargetsPanel({ patient }: { patient: PatientHeader }) {
  const targets = useClinicQuery(queries.nutrientTargets(patient.id));
  return <Loaded of={targets}>{(list) => <Targets patient={patient} list={list} />}</Loaded>;
}

function Targets({ patient, list }: { patient: PatientHeader; list: TargetView[] }) {
  const { targets: words, sync } = useWords();
  const may = useMay();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const [adds, setAdds] = useState(false);
  const [looksUp, setLooksUp] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === "nutrient_target");
  const [current, over] = [list.filter(({ state }) => state !== "over"), list.filter(({ state }) => state === "over")];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const actions = mayEdit ? (
    <Group gap={8}>
      <Button variant="default" onClick={() => setLooksUp(true)}>
        {words.reference}
      </Button>
      <Button ref={addButton} variant="default" onClick={() => setAdds(true)}>
        {words.add}
      </Button>
    </Group>
  ) : null;
  return (
    <Panel title={words.title} action={actions}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {adds && <AddTarget patientId={patient.id} onClose={close} />}
      {current.length > 0 && <TargetTable label={words.title} rows={current} patient={patient} mayEdit={mayEdit} />}
      {current.length === 0 && lacks.length === 0 && !adds && (
        <Text size="sm" c="dimmed">
          {over.length > 0 ? words.noneInForce : words.none}
        </Text>
      )}
      {over.length > 0 && (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={() => setShowsOver(!showsOver)} aria-expanded={showsOver}>
            {words.over(String(over.length))}
          </Button>
          {showsOver && (
            <TargetTable label={words.over(String(over.length))} rows={over} patient={patient} mayEdit={mayEdit} />
          )}
        </div>
      )}
      {looksUp && <ReferenceDialog patient={patient} onClose={() => setLooksUp(false)} />}
    </Panel>
  );
}

interface TableProps {
  label: string;
  rows: TargetView[];
  patient: PatientHeader;
  mayEdit: boolean;
}

function TargetTable({ label, rows, patient, mayEdit }: TableProps) {
  const { targets: words, nutrients, patients } = useWords();
  const format = useFormat();
  const amount = useAmount();
  const source = (row: TargetView) =>
    [row.lifeStage === null ? words.sources[row.source] : nutrients.stages[row.lifeStage], row.reason]
      .filter(Boolean)
      .join(", ");
  const since = (row: TargetView) => {
    const end = row.endDay === null ? null : (row.state === "over" ? words.until : words.ends)(format.day(row.endDay));
    return [format.day(row.startDay), row.state === "planned" ? words.planned : null, end].filter(Boolean).join(", ");
  };
  const columns: Column<TargetView>[] = [
    { key: "nutrient", head: words.nutrient, cell: (row) => nutrients.names[row.nutrient] },
    {
      key: "amount",
      head: words.amount,
      width: 184,
      cell: (row) => <span className={classes.amount}>{amount(row)}</span>,
    },
    { key: "source", head: words.source, width: 208, cell: source },
    { key: "since", head: words.from, width: 176, cell: since },
    { key: "by", wide: true, head: patients.by, width: 144, cell: (row) => row.by },
  ];
  return (
    <DataTable
      label={label}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      menu={mayEdit ? (row) => <TargetMenu target={row} patient={patient} /> : undefined}
    />
  );
}

function AddTarget({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { targets: words, nutrients } = useWords();
  const names = Object.entries(nutrients.names) as [Nutrient, string][];
  const fields: EditField<NewTarget>[] = [
    {
      key: "nutrient",
      label: words.fields.nutrient,
      span: 2,
      words: names.map(([value, label]) => ({ value, label })),
    },
    { key: "low", label: words.fields.low, span: 1, example: words.lowExample, takes: words.takes.amount },
    { key: "high", label: words.fields.high, span: 1, takes: words.takes.high },
    {
      key: "startDay",
      label: words.fields.startDay,
      span: 2,
      isDay: true,
      example: words.dayExample,
      takes: words.takes.day,
    },
    { key: "reason", label: words.fields.reason, span: 6, lengthMax: fieldLengths.nutrientTarget.reason },
  ];
  return (
    <EntryForm
      name={words.add}
      fields={fields}
      form={BLANK}
      of={entryOf("targets", patientId)}
      save={(clinic, form) => clinic.setTarget(patientId, form)}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}
