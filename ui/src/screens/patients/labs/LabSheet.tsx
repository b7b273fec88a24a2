import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { entryOf } from "../../../ipc/use-left-form";
import { useCommand } from "../../../ipc/use-clinic";
import type { LabResultForm, LabResultView, LabSheetForm, LabSheetView, PatientName } from "../../../ipc/views";
import { type Column, DataTable } from "../../../parts/DataTable";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import { ErrorDialog } from "../parts/ErrorDialog";
import type { NamedTest } from "./find-tests";
import { LineForm } from "./LineForm";
import { Flags } from "./LabTable";
import { OrderBar } from "./OrderBar";
import { useLabWords } from "../parts/use-lab-words";
import { useLimitColumns } from "./use-limit-columns";

interface Props {
  sheet: LabSheetView;
  patient: PatientName;
  tests: NamedTest[];
  preferred: (test: NamedTest) => string;
  mayEdit: boolean;
  /** Whether it is the next sheet to read. */
  isNext: boolean;
  onAdd: () => void;
}

/** One sheet as it came: its results, each with its interpretation. */
export function LabSheet({ sheet, patient, tests, preferred, mayEdit, isNext, onAdd }: Props) {
  const { labs: words, labOrders } = useWords();
  const format = useFormat();
  const { name, entered, other } = useLabWords();
  const limits = useLimitColumns<LabResultView>(({ reading }) => reading);
  const [corrects, setCorrects] = useState<LabResultView | null>(null);
  const [edits, setEdits] = useState(false);
  const day = format.day(sheet.collectedOn);
  const was = (row: LabResultView) => row.corrected && words.corrected(format.day(row.corrected.on), row.corrected.was);
  const informed = ({ informed: of }: LabResultView) =>
    of && labOrders.informedOf(of.who, of.at === null ? "" : `${format.shortDate(of.at)} ${format.time(of.at)}`);
  const columns: Column<LabResultView>[] = [
    { key: "test", head: words.test, cell: (row) => name(row) },
    { key: "value", head: words.value, width: 152, number: true, cell: (row) => entered(row) },
    { key: "flag", head: words.flag, width: 136, cell: (row) => <Flags result={row} /> },
    ...limits,
    {
      key: "more",
      wide: true,
      head: words.also,
      width: 160,
      cell: (row) => [other(row.reading), informed(row), was(row)].filter(Boolean).join(", "),
    },
  ];
  const title = [words.on(day), sheet.laboratory, sheet.isRemoved && words.removedSheet].filter(Boolean).join(" · ");
  return (
    <Panel
      title={title}
      action={
        mayEdit && <SheetMenu sheet={sheet} patient={patient} onAdd={onAdd} onEdit={() => setEdits(true)} day={day} />
      }>
      {edits && <SheetForm sheet={sheet} patientId={patient.id} onClose={() => setEdits(false)} />}
      {sheet.order !== null && (
        <OrderBar
          order={sheet.order}
          patient={patient}
          mayEdit={mayEdit && !sheet.isRemoved}
          isNext={isNext}
          onEnter={onAdd}
        />
      )}
      {sheet.note !== "" && <p className="small">{sheet.note}</p>}
      {corrects !== null && (
        <LineForm
          key={corrects.id}
          name={words.correctLine(name(corrects))}
          of={entryOf("labResults", patient.id, corrects.id)}
          patientId={patient.id}
          collectedOn={sheet.collectedOn}
          tests={tests}
          preferred={preferred}
          given={formOf(corrects, name(corrects))}
          isOrdered={sheet.order !== null}
          informedBefore={corrects.informed?.who}
          save={(clinic, form) => clinic.correctLabResult({ id: corrects.id, seen: corrects.seen, form })}
          onSaved={() => setCorrects(null)}
          onClose={() => setCorrects(null)}
        />
      )}
      <DataTable
        label={title}
        rows={sheet.results}
        columns={columns}
        wraps
        rowKey={(row) => row.id}
        menu={
          mayEdit
            ? (row) => <ResultMenu result={row} patient={patient} onCorrect={() => setCorrects(row)} />
            : undefined
        }
      />
    </Panel>
  );
}

const numberText = (number: number | null) => (number === null ? "" : String(number));

function formOf({ test, entered, unit, low, high }: LabResultView, name: string): LabResultForm {
  const limits = { low: numberText(low), high: numberText(high) };
  return { test, name, value: entered, unit, ...limits, acceptDoubtful: false, informed: "" };
}

function SheetForm({ sheet, patientId, onClose }: { sheet: LabSheetView; patientId: string; onClose: () => void }) {
  const { labs: words } = useWords();
  const format = useFormat();
  const { collectedOn, laboratory, note } = sheet;
  const loaded: LabSheetForm = { collectedOn, laboratory, note };
  const fields: EditField<LabSheetForm>[] = [
    { key: "collectedOn", label: words.collectedOn, span: 2, lengthMax: 20, takes: words.takes.day },
    { key: "laboratory", label: words.laboratory, span: 4, lengthMax: fieldLengths.labTest.laboratory },
    { key: "note", label: words.note, span: 6, lengthMax: fieldLengths.labTest.note },
  ];
  return (
    <EntryForm
      name={words.editSheet}
      fields={fields}
      form={{ ...loaded, collectedOn: format.day(collectedOn) }}
      of={entryOf("labSheets", patientId, sheet.id)}
      save={(clinic, form) => {
        const typed = { ...form, collectedOn: readDay(form.collectedOn) ?? form.collectedOn };
        return clinic.editLabSheet({ id: sheet.id, seen: sheet.seen, loaded, form: typed });
      }}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}

interface SheetMenuProps {
  sheet: LabSheetView;
  patient: PatientName;
  day: string;
  onAdd: () => void;
  onEdit: () => void;
}

function SheetMenu({ sheet, patient, day, onAdd, onEdit }: SheetMenuProps) {
  const { labs: words, background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  // the form takes the focus, and the menu must not take it back
  const [opensForm, setOpensForm] = useState(false);
  const { problem, run } = useCommand();
  const name = words.ofSheet(day);
  return (
    <>
      <Menu returnFocus={!opensForm} onOpen={() => setOpensForm(false)}>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!sheet.isRemoved && <Menu.Item onClick={() => (setOpensForm(true), onAdd())}>{words.more(day)}</Menu.Item>}
          {!sheet.isRemoved && <Menu.Item onClick={() => (setOpensForm(true), onEdit())}>{words.editSheet}</Menu.Item>}
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeLabSheet(sheet.id, sheet.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(`lab-${sheet.id}`, background.removed(name), frame, () =>
              run((clinic) => clinic.restoreLabSheet(sheet.id, seen)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

interface ResultMenuProps {
  result: LabResultView;
  patient: PatientName;
  onCorrect: () => void;
}

function ResultMenu({ result, patient, onCorrect }: ResultMenuProps) {
  const { labs: words, background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  // the form takes the focus, and the menu must not take it back
  const [opensForm, setOpensForm] = useState(false);
  const { problem, run } = useCommand();
  const name = useLabWords().name(result);
  return (
    <>
      <Menu returnFocus={!opensForm} onOpen={() => setOpensForm(false)}>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => (setOpensForm(true), onCorrect())}>{words.correct}</Menu.Item>
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeLabResult(result.id, result.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(`lab-${result.id}`, background.removed(name), frame, () =>
              run((clinic) => clinic.restoreLabResult(result.id, seen)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
