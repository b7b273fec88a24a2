import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconToolsKitchen2 } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader, RecallKind, RecallSummary } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";
import classes from "./Recalls.module.css";

interface Props {
  patient: PatientHeader;
  visitId: string | null;
}

/** The recalls of a patient, and the way to a new one, which belongs to the visit that is open. */
export function RecallsPanel({ patient, visitId }: Props) {
  const recalls = useClinicQuery(queries.recalls(patient.id));
  return <Loaded of={recalls}>{(list) => <List patient={patient} visitId={visitId} list={list} />}</Loaded>;
}

function List({ patient, visitId, list }: Props & { list: RecallSummary[] }) {
  const { recalls: words, foods, patients, sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const { go } = useNavigation();
  const mayEdit = may("measurements.write") && patient.deletedAt === null;
  const lacks = patient.damaged.filter(({ what }) => what === "recall" || what === "recall_item");
  const add = mayEdit ? <AddMenu patient={patient} visitId={visitId} /> : null;
  const sum = (value: number | null, unit: string, unknown: number) => {
    if (value === null) return "";
    const amount = format.quantityOf({ value, unit }, 0);
    return unknown > 0 ? foods.atLeast(amount) : amount;
  };
  const columns: Column<RecallSummary>[] = [
    { key: "kind", head: words.kind, cell: (row) => words.kinds[row.kind] },
    { key: "on", head: words.takenOn, width: 128, cell: (row) => format.day(row.takenOn) },
    { key: "foods", head: words.foods, width: 72, number: true, cell: (row) => format.number(row.foods) },
    {
      key: "energy",
      head: words.energy,
      width: 128,
      number: true,
      cell: (row) => sum(row.kcal, foods.kcal, row.unknown),
    },
    {
      key: "protein",
      wide: true,
      head: words.protein,
      width: 128,
      number: true,
      cell: (row) => sum(row.protein, "g", row.unknown),
    },
    {
      key: "state",
      head: words.state,
      width: 128,
      cell: (row) => (row.isRemoved ? words.removed : row.isFinished ? words.finished : words.unfinished),
    },
    { key: "by", wide: true, head: patients.by, width: 144, cell: (row) => row.by },
  ];
  return (
    <Panel title={words.title} action={add} flush={list.length > 0 && lacks.length === 0}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {list.length > 0 ? (
        <DataTable
          label={words.title}
          rows={list}
          columns={columns}
          rowKey={(row) => row.id}
          onOpen={(row) => go({ page: "recall", id: row.id })}
          menu={mayEdit ? (row) => <RowMenu recall={row} patient={patient} /> : undefined}
        />
      ) : (
        lacks.length === 0 && (
          <Empty icon={IconToolsKitchen2} title={patient.partial ? patients.partial : words.none}>
            {words.noneHelp}
          </Empty>
        )
      )}
    </Panel>
  );
}

function AddMenu({ patient, visitId }: Props) {
  const { recalls: words } = useWords();
  const language = useLanguage();
  const { go } = useNavigation();
  const { busy, problem, submit } = useCommand();
  const add = async (kind: RecallKind) => {
    const form = { patientId: patient.id, visitId, kind, takenOn: null, days: [] };
    const recall = await submit((clinic) => clinic.addRecall(form, language));
    if (recall !== undefined) go({ page: "recall", id: recall.id });
  };
  return (
    <div className={classes.add}>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={busy}>
            {words.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(words.kinds) as RecallKind[]).map((kind) => (
            <Menu.Item key={kind} onClick={() => void add(kind)}>
              {words.kinds[kind]}
              <div className="small muted">{words.kindHelp[kind]}</div>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function RowMenu({ recall, patient }: { recall: RecallSummary; patient: PatientHeader }) {
  const { recalls: words, background, frame } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const { go } = useNavigation();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const name = words.nameOf(words.kinds[recall.kind], format.day(recall.takenOn));
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go({ page: "recall", id: recall.id })}>{words.open(name)}</Menu.Item>
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeRecall(recall.id, recall.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(`recall-${recall.id}`, background.removed(name), frame, () =>
              run((clinic) => clinic.restoreRecall(recall.id, seen, language)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
