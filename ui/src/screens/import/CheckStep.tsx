import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ImportError, ImportView, Problem } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { SaveFileDialog } from "../../parts/SaveFileDialog";
import { useLostFocus } from "../../parts/use-lost-focus";
import { useFormat, useWords } from "../../words/speech";
import { readDay } from "../../words/time";
import { DuplicateRows } from "./DuplicateRows";
import { ErrorRows } from "./ErrorRows";
import classes from "./Import.module.css";
import { StepEnds, StepTitle } from "./StepParts";
import { useErrorWords } from "./use-error-words";
import type { Plan, ReadFile } from "./use-file";

interface Props {
  file: ReadFile;
  plan: Plan;
  onChange: (part: Partial<Plan>) => void;
  /** The import begins. */
  begins: boolean;
  /** Why it did not begin. */
  problem: Problem | null;
  onBack: () => void;
  onStart: (plan: Plan) => void;
}

/** A day that was typed in words or with spaces, as lists have it; one like 03/04/1980 is read as all of the list. */
const dayTyped = (text: string) => (/[\s\p{L}]/u.test(text.trim()) && readDay(text)) || text;

/** What an import would do. A correction is checked at once; what is left out is counted here. */
export function CheckStep({ file, plan, ...props }: Props) {
  const { imports } = useWords();
  const check = useClinicQuery(queries.importCheck(file.number, { ...plan, leftOut: [] }), { showsPrevious: true });
  return (
    <>
      <StepTitle>{imports.checkTitle}</StepTitle>
      <Loaded of={check}>
        {(view) => <Checked {...props} file={file} plan={plan} view={view} isChecking={check.isPending} />}
      </Loaded>
      {/* with the answer, the buttons come with what they do */}
      {check.value === null && (
        <StepEnds
          missing={check.problem === null ? imports.checking : imports.noneReady}
          onBack={props.onBack}
          onNext={() => undefined}
        />
      )}
    </>
  );
}

function Checked({
  file,
  plan,
  view,
  isChecking,
  onChange,
  begins,
  problem,
  onBack,
  onStart,
}: Props & { view: ImportView; isChecking: boolean }) {
  const { imports } = useWords();
  const format = useFormat();
  const mayCreate = useMay()("patients.create");
  const [saves, setSaves] = useState(false);
  const wordsOf = useErrorWords(view.columns);
  const part = useRef<HTMLDivElement>(null);
  const expectLoss = useLostFocus(part, view);
  const likely = new Set(view.duplicates.map(({ line }) => line));
  // a line that is no duplicate any more cannot be taken in again: it is not left out
  const leftOut = plan.leftOut.filter((line) => likely.has(line));
  const wrong = new Set(view.errors.map(({ line }) => line)).size;
  const ready = view.ready - leftOut.length;
  const count = (n: number) => format.number(n, 0);
  const counts = [
    imports.ready(ready, count(ready)),
    ...(likely.size > 0 ? [imports.likely(likely.size, count(likely.size))] : []),
    ...(wrong > 0 ? [imports.wrong(wrong, count(wrong))] : []),
    ...(view.known > 0 ? [imports.known(count(view.known))] : []),
    ...(leftOut.length > 0 ? [imports.leftOut(leftOut.length, count(leftOut.length))] : []),
  ];
  const correct = ({ line, column }: ImportError, value: string) => {
    if (column === null) return;
    expectLoss();
    const others = plan.corrections.filter((other) => other.line !== line || other.column !== column);
    const typed = plan.targets[column - 1] === "birthDate" ? dayTyped(value) : value;
    onChange({ corrections: [...others, { line, column, value: typed }] });
  };
  const reasons = view.errors.map(wordsOf).map(({ field, why }) => imports.because(field, why));
  const missing = isChecking
    ? imports.checking
    : !mayCreate
      ? imports.mayNotCreate
      : ready <= 0
        ? imports.noneReady
        : null;
  return (
    <div ref={part} className={classes.step} tabIndex={-1}>
      <p className={classes.text} role="status">
        {counts.join(", ")}
      </p>
      {view.errors.length > 0 && <ErrorRows errors={view.errors} columns={view.columns} onCorrect={correct} />}
      {likely.size > 0 && (
        <DuplicateRows
          duplicates={view.duplicates}
          leftOut={leftOut}
          onLeaveOut={(lines) => onChange({ leftOut: lines })}
        />
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      <StepEnds
        next={imports.start(ready, count(ready))}
        busy={begins}
        missing={missing}
        onBack={onBack}
        onNext={() => onStart({ ...plan, leftOut })}>
        {wrong > 0 && (
          <Button variant="default" disabled={isChecking} onClick={() => setSaves(true)}>
            {imports.saveErrors(wrong, count(wrong))}
          </Button>
        )}
      </StepEnds>
      {saves && (
        <SaveFileDialog
          name={imports.errorsFile(file.name.replace(/\.[^.]*$/, ""))}
          save={(clinic, path) => clinic.saveImportErrors({ ...plan, leftOut }, reasons, path)}
          onClose={() => setSaves(false)}
        />
      )}
    </div>
  );
}
