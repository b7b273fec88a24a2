import { Button, Progress, Text } from "@mantine/core";
import { useState } from "react";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { UndoImportDialog } from "../../parts/imports/UndoImportDialog";
import { type Undone, useUndoneText } from "../../parts/imports/use-undo-import";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Import.module.css";
import { StepTitle } from "./StepParts";
import type { ImportRun } from "./use-import-run";

const MINUTE_S = 60;
/** From here on, what is left is given in minutes. */
const SECONDS_MAX = 120;

/** The import as it runs, and what it has done. */
export function RunStep({ run, fileName }: { run: ImportRun; fileName: string }) {
  const { imports } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const may = useMay();
  const undoneText = useUndoneText();
  const [asks, setAsks] = useState(false);
  const [done, setDone] = useState<Undone | null>(null);
  const [undone, setUndone] = useState<string | null>(null);
  const { progress, state, problem } = run;
  if (progress === null) return null;
  const count = (n: number) => format.number(n, 0);
  // the heading takes the focus, so it changes once the dialog is gone
  const close = () => {
    setAsks(false);
    if (done?.isOver) setUndone(undoneText(done));
  };
  const { importId, imported, total } = progress;
  if (state === "running") return <Running run={run} fileName={fileName} />;
  const isDone = state === "done";
  const title = isDone ? imports.done(imported, count(imported)) : imports.stopped(count(imported), count(total));
  return (
    <>
      <StepTitle key={undone ?? state}>{undone ?? title}</StepTitle>
      {!isDone && undone === null && <p className={classes.text}>{imports.stoppedHelp}</p>}
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.ends}>
        <Button data-primary onClick={() => go({ page: "patients" })}>
          {imports.showPatients}
        </Button>
        {!isDone && undone === null && (
          <Button variant="default" onClick={run.goOn}>
            {imports.goOn}
          </Button>
        )}
        {may("patients.delete") && importId !== null && undone === null && (
          <Button variant="default" onClick={() => setAsks(true)}>
            {imports.undo.action}
          </Button>
        )}
      </div>
      {asks && importId !== null && (
        <UndoImportDialog id={importId} patients={imported} onUndone={setDone} onClose={close} />
      )}
    </>
  );
}

function Running({ run: { progress, pace, isStopping, stop }, fileName }: { run: ImportRun; fileName: string }) {
  const { imports, documents } = useWords();
  const format = useFormat();
  const count = (n: number) => format.number(n, 0);
  const { imported, total } = progress ?? { imported: 0, total: 1 };
  const left = (seconds: number) =>
    seconds > SECONDS_MAX ? imports.minutesLeft(count(Math.ceil(seconds / MINUTE_S))) : documents.left(count(seconds));
  const words = [
    imports.progress(count(imported), count(total)),
    ...(pace === null ? [] : [imports.rate(count(pace.perSecond)), left(pace.left)]),
  ];
  return (
    <>
      <StepTitle>{imports.running(fileName)}</StepTitle>
      <Progress value={(100 * imported) / Math.max(1, total)} aria-label={imports.running(fileName)} />
      <div className={classes.bar}>
        <Text size="sm" role="status" className="tabular">
          {words.join(", ")}
        </Text>
        <Button variant="default" disabled={isStopping} onClick={stop}>
          {isStopping ? imports.stopping : imports.stop}
        </Button>
      </div>
      <Text size="xs" c="dimmed">
        {imports.leaving}
      </Text>
    </>
  );
}
