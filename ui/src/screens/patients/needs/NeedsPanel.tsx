import { Button, Menu, Paper } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconFlame } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { EnergyEstimateView, PatientHeader, PatientName } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResultMenu } from "../../../parts/ResultMenu";
import { TrendChart } from "../../../parts/TrendChart";
import { useFormat, useWords } from "../../../words/speech";
import { EstimateForm } from "./EstimateForm";
import classes from "./Needs.module.css";

/** The estimates of a patient, drawn over time, and the way to a new one, which belongs to the visit that is open. */
export function NeedsPanel({
  patient,
  visitId,
  children,
}: {
  patient: PatientHeader;
  visitId: string | null;
  /** What follows from the estimates. */
  children: ReactNode;
}) {
  const rows = useClinicQuery(queries.energyEstimates(patient.id));
  const [begun, setBegun] = useState<{ corrects: EnergyEstimateView | null } | null>(null);
  if (begun !== null)
    return (
      <EstimateForm
        patientId={patient.id}
        visitId={visitId}
        corrects={begun.corrects}
        onSaved={rows.reload}
        onClose={() => setBegun(null)}
      />
    );
  return (
    <div className={classes.stack}>
      <Loaded of={rows}>
        {(list) => (
          <Earlier
            patient={patient}
            list={list}
            onEstimate={() => setBegun({ corrects: null })}
            onCorrect={(corrects) => setBegun({ corrects })}
            onRemoved={rows.reload}
          />
        )}
      </Loaded>
      {children}
    </div>
  );
}

interface Props {
  patient: PatientName;
  list: EnergyEstimateView[];
  onEstimate: () => void;
  onCorrect: (estimate: EnergyEstimateView) => void;
  onRemoved: () => void;
}

/** Whether Enter is free for this page: the focus is on a tab or on nothing. */
function isFree(target: EventTarget | null) {
  if (document.querySelector("[role=dialog], [role=menu]") !== null) return false;
  return target === document.body || (target instanceof HTMLElement && target.role === "tab");
}

function Earlier({ patient, list, onEstimate, onCorrect, onRemoved }: Props) {
  const { needs: words, needsEquations: equations, patients, targets } = useWords();
  const format = useFormat();
  const may = useMay();
  const [mayWrite, maySet] = [may("measurements.write"), may("profiles.write")];
  const { problem, run } = useCommand();
  const setTargets = async (id: string) => {
    if ((await run((clinic) => clinic.setEstimateTargets(id))) === undefined) return;
    notifications.show({ message: targets.isSet });
  };
  useWindowEvent("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (mayWrite && isPlain && event.key === "Enter" && isFree(event.target)) {
      event.preventDefault();
      onEstimate();
    }
  });
  const begin = mayWrite ? (
    <Button variant="default" onClick={onEstimate}>
      {words.estimate}
    </Button>
  ) : null;
  if (list.length === 0)
    return (
      <Panel title={words.title}>
        <Empty icon={IconFlame} title={words.none} action={begin}>
          {words.noneHelp}
        </Empty>
      </Panel>
    );
  const unit = (value: number | null | undefined, name: string) =>
    value == null ? null : format.quantityOf({ value, unit: name }, 1);
  const columns: Column<EnergyEstimateView>[] = [
    { key: "date", head: patients.date, width: 168, cell: (row) => format.dateTime(row.estimatedAt) },
    { key: "method", head: words.method, cell: (row) => <MethodCell estimate={row} /> },
    { key: "kcal", head: words.energy, width: 104, number: true, cell: (row) => unit(row.result?.energyKcal, "kcal") },
    {
      key: "perKg",
      head: words.kcalPerKg,
      width: 72,
      number: true,
      wide: true,
      cell: (row) => row.result && format.number(row.result.kcalPerKg),
    },
    { key: "protein", head: words.protein, width: 96, number: true, cell: (row) => unit(row.result?.proteinG, "g") },
    { key: "by", wide: true, head: patients.by, width: 144, cell: (row) => row.by },
  ];
  // a corrected estimate cannot be changed again
  const menu = mayWrite
    ? (row: EnergyEstimateView) =>
        row.isReplaced ? null : (
          <ResultMenu
            name={`${equations.methods[row.method]}, ${format.dateTime(row.estimatedAt)}`}
            title={words.removeOf(format.date(row.estimatedAt))}
            words={words}
            patient={patient}
            remove={(clinic, reason) => clinic.removeEstimate(row.id, row.seen, reason)}
            menu={maySet && <Menu.Item onClick={() => void setTargets(row.id)}>{targets.set}</Menu.Item>}
            onCorrect={() => onCorrect(row)}
            onRemoved={onRemoved}
          />
        )
    : undefined;
  return (
    <div className={classes.stack}>
      <Chart list={list} />
      <Panel title={words.title} action={begin} flush>
        {problem !== null && <ProblemAlert problem={problem} />}
        <DataTable label={words.title} rows={list} columns={columns} rowKey={(row) => row.id} menu={menu} />
      </Panel>
      {mayWrite && <p className="small muted">{words.keys}</p>}
    </div>
  );
}

function MethodCell({ estimate: { method, inputs, result, isReplaced, differs } }: { estimate: EnergyEstimateView }) {
  const { needs: words, needsEquations: equations } = useWords();
  return (
    <>
      <span className={isReplaced ? classes.struck : undefined}>{equations.methods[method]}</span>
      {result === null && <span className="small muted"> {words.unreadable}</span>}
      {inputs.age_estimated !== undefined && <span className="small muted"> {words.ageEstimatedShort}</span>}
      {isReplaced && <span className="small muted"> {words.corrected}</span>}
      {differs && <span className={classes.warn}> {words.differs}</span>}
    </>
  );
}

/** Energy over time, of what was not corrected since. */
function Chart({ list }: { list: EnergyEstimateView[] }) {
  const { needs: words } = useWords();
  const format = useFormat();
  const points = list
    .flatMap(({ isReplaced, result, estimatedAt }) =>
      isReplaced || result === null ? [] : [{ at: estimatedAt, value: result.energyKcal, second: null }],
    )
    .toReversed();
  if (points.length < 2) return null;
  return (
    <Paper className={classes.chart}>
      <TrendChart
        title={words.energyChart}
        unit={words.energyUnit}
        points={points}
        low={null}
        high={null}
        bandLabel=""
        date={format.shortDate}
        month={format.month}
        number={format.number}
      />
    </Paper>
  );
}
