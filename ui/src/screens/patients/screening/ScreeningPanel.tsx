import { Button, Menu, Paper } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClipboardCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientName, ScreeningTool, ScreeningView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ResultMenu } from "../../../parts/ResultMenu";
import { TrendChart } from "../../../parts/TrendChart";
import { useFormat, useWords } from "../../../words/speech";
import { useSteps } from "./Following";
import { ResultChip } from "./ResultChip";
import classes from "./Screening.module.css";
import { ScreeningForm } from "./ScreeningForm";
import { useNextSteps } from "./use-next-steps";

/** The screenings of a patient, drawn over time, and the way to a new one, which belongs to the visit that is open. */
export function ScreeningPanel({ patient, visitId }: { patient: PatientName; visitId: string | null }) {
  const rows = useClinicQuery(queries.screenings(patient.id));
  const [answers, setAnswers] = useState<{ corrects: ScreeningView | null } | null>(null);
  if (answers !== null)
    return (
      <ScreeningForm
        patient={patient}
        visitId={visitId}
        corrects={answers.corrects}
        onSaved={rows.reload}
        onClose={() => setAnswers(null)}
      />
    );
  return (
    <Loaded of={rows}>
      {(list) => (
        <Earlier
          patient={patient}
          list={list}
          onScreen={() => setAnswers({ corrects: null })}
          onCorrect={(corrects) => setAnswers({ corrects })}
          onRemoved={rows.reload}
        />
      )}
    </Loaded>
  );
}

interface EarlierProps {
  patient: PatientName;
  list: ScreeningView[];
  onScreen: () => void;
  onCorrect: (screening: ScreeningView) => void;
  onRemoved: () => void;
}

function Earlier({ patient, list, onScreen, onCorrect, onRemoved }: EarlierProps) {
  const { screening: words, patients } = useWords();
  const format = useFormat();
  const may = useMay();
  const [mayWrite, mayPlan] = [may("measurements.write"), may("profiles.write")];
  const screen = mayWrite ? (
    <Button variant="default" onClick={onScreen}>
      {words.screen}
    </Button>
  ) : null;
  const columns: Column<ScreeningView>[] = [
    { key: "date", head: patients.date, width: 168, cell: (row) => format.dateTime(row.screenedAt) },
    { key: "tool", head: words.tool, width: 168, cell: (row) => words.tools[row.tool] },
    { key: "result", head: words.result, cell: (row) => <ResultCell screening={row} /> },
    { key: "by", wide: true, head: patients.by, width: 176, cell: (row) => row.by },
  ];
  // a corrected screening cannot be changed again
  const menu = mayWrite
    ? (row: ScreeningView) =>
        row.isReplaced ? null : (
          <ResultMenu
            name={`${words.tools[row.tool]}, ${format.dateTime(row.screenedAt)}`}
            title={words.removeOf(words.tools[row.tool], format.date(row.screenedAt))}
            words={words}
            patient={patient}
            remove={(clinic, reason) => clinic.removeScreening(row.id, row.seen, reason)}
            menu={mayPlan && row.result !== null && <StepItems screening={row} patientId={patient.id} />}
            onCorrect={() => onCorrect(row)}
            onRemoved={onRemoved}
          />
        )
    : undefined;
  if (list.length === 0)
    return (
      <Panel title={words.title}>
        <Empty icon={IconClipboardCheck} title={words.none} action={screen}>
          {words.noneHelp}
        </Empty>
      </Panel>
    );
  return (
    <div className={classes.stack}>
      <Charts list={list} />
      <Panel title={words.title} action={screen} flush>
        <DataTable label={words.title} rows={list} columns={columns} rowKey={(row) => row.id} menu={menu} />
      </Panel>
    </div>
  );
}

/** The next steps that a recorded result suggests. */
function StepItems({ screening, patientId }: { screening: ScreeningView; patientId: string }) {
  const { screening: words } = useWords();
  const { addProblem, rescreen } = useSteps(patientId);
  const { run } = useCommand();
  const isOfConcern = screening.result !== null && screening.result.concern !== "none";
  const tried = (step: (of: ScreeningView) => Promise<void>) => async () => {
    const done = await run(async () => (await step(screening), true));
    if (done === undefined) notifications.show({ color: "red", autoClose: false, message: words.notAdded });
  };
  return (
    <>
      {isOfConcern && <Menu.Item onClick={() => void tried(addProblem)()}>{words.addProblem}</Menu.Item>}
      <Menu.Item onClick={() => void tried(rescreen)()}>{words.rescreen}</Menu.Item>
    </>
  );
}

function ResultCell({ screening: { tool, result, isReplaced, differs } }: { screening: ScreeningView }) {
  const { screening: words } = useWords();
  const own = useNextSteps(tool, result?.category ?? null);
  if (result === null) return <span className="muted">{words.unreadable}</span>;
  return (
    <>
      <ResultChip result={result} isReplaced={isReplaced} />
      {isReplaced && <span className="small muted"> {words.corrected}</span>}
      {differs && <span className={classes.warn}> {words.differs}</span>}
      {own !== null && !isReplaced && <div className="small muted">{own}</div>}
    </>
  );
}

/** A line of scores for each tool that was used twice or more. */
function Charts({ list }: { list: ScreeningView[] }) {
  const { screening: words } = useWords();
  const format = useFormat();
  const current = list.filter((row) => !row.isReplaced && row.result !== null && row.result.points !== null);
  const tools = [...new Set(current.map((row) => row.tool))];
  const scores = (tool: ScreeningTool) =>
    current
      .filter((row) => row.tool === tool)
      .map((row) => ({ at: row.screenedAt, value: row.result?.points ?? 0, second: null }))
      .toReversed();
  const drawn = tools.map((tool) => ({ tool, points: scores(tool) })).filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return null;
  return (
    <div className={classes.charts}>
      {drawn.map(({ tool, points }) => (
        <Paper key={tool} className={classes.chart}>
          <TrendChart
            title={words.tools[tool]}
            unit={words.points}
            points={points}
            low={null}
            high={null}
            bandLabel=""
            date={format.shortDate}
            month={format.month}
            number={format.number}
          />
        </Paper>
      ))}
    </div>
  );
}
