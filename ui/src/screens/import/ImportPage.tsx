import { Stepper } from "@mantine/core";
import { useEffect, useState } from "react";
import { useClinic } from "../../ipc/use-clinic";
import { Page } from "../../parts/Page";
import { useWords } from "../../words/speech";
import { CheckStep } from "./CheckStep";
import { FileStep } from "./FileStep";
import classes from "./Import.module.css";
import { MatchStep } from "./MatchStep";
import { RunStep } from "./RunStep";
import { type Plan, planOf, type ReadFile } from "./use-file";
import { useImportRun } from "./use-import-run";

const STEPS = ["file", "match", "check", "run"] as const;

/** Imports patients from a list, step by step: the file, its columns, what an import would do, and the import. */
export function ImportPage() {
  const { imports } = useWords();
  const clinic = useClinic();
  const [step, setStep] = useState<0 | 1 | 2>(0);
  const [read, setRead] = useState<{ file: ReadFile; plan: Plan } | null>(null);
  const run = useImportRun();
  // fails after a lock, which has forgotten it already
  useEffect(() => () => void clinic.forgetImport().catch(() => undefined), [clinic]);
  const change = (part: Partial<Plan>) =>
    setRead((before) => before && { ...before, plan: { ...before.plan, ...part } });
  const at = run.progress === null ? step : run.state === "done" ? STEPS.length : 3;
  return (
    <Page title={imports.title}>
      <Stepper active={at} size="sm" iconSize={28} allowNextStepsSelect={false}>
        {STEPS.map((name) => (
          <Stepper.Step key={name} label={imports.steps[name]} tabIndex={-1} />
        ))}
      </Stepper>
      <div className={classes.step}>
        {run.progress !== null && read !== null ? (
          <RunStep run={run} fileName={read.file.name} />
        ) : step === 0 || read === null ? (
          <FileStep
            file={read?.file ?? null}
            onRead={(file) => {
              setRead(file && { file, plan: planOf(file) });
              if (file !== null) setStep(1);
            }}
            onNext={() => setStep(1)}
          />
        ) : step === 1 ? (
          <MatchStep
            columns={read.file.columns}
            plan={read.plan}
            onChange={change}
            onBack={() => setStep(0)}
            onNext={() => setStep(2)}
          />
        ) : (
          <CheckStep
            file={read.file}
            plan={read.plan}
            onChange={change}
            begins={run.state === "running"}
            problem={run.problem}
            onBack={() => setStep(1)}
            onStart={run.start}
          />
        )}
      </div>
    </Page>
  );
}
