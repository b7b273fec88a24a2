import { Paper, Stepper } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { ErasurePreview, ErasureReason, ErasureView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { PatientLine } from "../../../parts/AskDialog";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { emptyGroups, RECOVERY_GROUPS } from "../../../parts/RecoveryEntry";
import { useWords } from "../../../words/speech";
import { Certificate } from "./Certificate";
import classes from "./Erase.module.css";
import { NumberStep, WhyStep } from "./AnswerSteps";
import { SecondStep, type Second } from "./SecondStep";
import { WhatStep } from "./WhatStep";

const STEPS = ["what", "why", "second", "number", "done"] as const;

/** Erases a patient for good, step by step: contents, reason, second signature, and the file number typed by hand. */
export function ErasePage({ id }: { id: string }) {
  const preview = useClinicQuery(queries.erasurePreview(id));
  const [certificate, setCertificate] = useState<ErasureView | null>(null);
  const { erasure } = useWords();
  return (
    <Page title={erasure.title}>
      {certificate !== null ? (
        <Steps at={4}>
          <Certificate of={certificate} />
        </Steps>
      ) : (
        <Loaded of={preview}>{(shown) => <Asking id={id} shown={shown} onErased={setCertificate} />}</Loaded>
      )}
    </Page>
  );
}

function Steps({ at, children }: { at: number; children: ReactNode }) {
  const { erasure } = useWords();
  return (
    <div className={classes.columns}>
      <Stepper active={at} orientation="vertical" size="sm" iconSize={28} allowNextStepsSelect={false}>
        {STEPS.map((name) => (
          <Stepper.Step key={name} label={erasure.steps[name]} tabIndex={-1} />
        ))}
      </Stepper>
      <Paper className={classes.card}>{children}</Paper>
    </div>
  );
}

interface Props {
  id: string;
  shown: ErasurePreview;
  onErased: (certificate: ErasureView) => void;
}

function Asking({ id, shown, onErased }: Props) {
  const { back } = useNavigation();
  const [step, setStep] = useState(0);
  const [reason, setReason] = useState<ErasureReason | null>(null);
  const [second, setSecond] = useState<Second>(emptySecond);
  const [fileNumber, setFileNumber] = useState("");
  const { busy, problem, run } = useCommand();
  const [file, ...others] = shown.files;
  const merged = others.map((other) => other.id);
  const next = () => setStep(step + 1);
  const before = () => setStep(step - 1);
  const erase = async () => {
    if (reason === null) return;
    const { kind, groups, login, password } = second;
    const typed =
      kind === "admin"
        ? ({ kind, login, password } as const)
        : ({ kind, groups: groups.map((group) => group.trim()) } as const);
    const done = await run((clinic) => clinic.erasePatient({ id, reason, fileNumber, merged }, typed));
    // drop the typed password or key from the page
    setSecond({ ...emptySecond(), kind });
    if (done) onErased(done);
    else setStep(2);
  };
  return (
    <Steps at={step}>
      {/* the first step names every file */}
      {step > 0 && file !== undefined && <PatientLine patient={file} />}
      {step === 0 && <WhatStep shown={shown} onBack={back} onNext={next} />}
      {step === 1 && <WhyStep reason={reason} onChange={setReason} onBack={before} onNext={next} />}
      {step === 2 && (
        <SecondStep
          adminMaySecond={shown.adminMaySecond}
          second={second}
          problem={problem}
          onChange={setSecond}
          onBack={before}
          onNext={next}
        />
      )}
      {step === 3 && (
        <NumberStep
          fileNumber={file?.fileNumber ?? ""}
          typed={fileNumber}
          busy={busy}
          onChange={setFileNumber}
          onBack={before}
          onErase={() => void erase()}
        />
      )}
    </Steps>
  );
}

const emptySecond = (): Second => ({
  kind: "recoveryKey",
  groups: emptyGroups(RECOVERY_GROUPS),
  login: "",
  password: "",
});
