import { Anchor, Stepper } from "@mantine/core";
import { useState } from "react";
import type { NewClinic, Problem, RecoverySheet, RecoveryTest, SessionView, StartView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import { systemZone } from "../../words/time";
import { currencyOf } from "../../words/zone-currencies";
import classes from "./FirstRun.module.css";
import { AdminStep, ClinicStep } from "./FirstSteps";
import { KeyStep, TestStep } from "./KeySteps";
import { BackLink, OtherClinics } from "./OtherClinics";
import { DoneStep, JoinForm, ServerStep } from "./ServerSteps";

const STEPS = ["clinic", "admin", "key", "test", "server", "done"] as const;
interface Props {
  onOpen: (session: SessionView) => void;
  onJoined: (start: StartView) => void;
}

/** Creates a clinic in six steps, or joins an existing one. */
export function FirstRun({ onOpen, onJoined }: Props) {
  const { start } = useWords();
  const [step, setStep] = useState(0);
  const [joins, setJoins] = useState(false);
  const [form, setForm] = useState<NewClinic>(() => {
    const timeZone = systemZone();
    const admin = { firstName: "", lastName: "", username: "", password: "" };
    return { clinicName: "", timeZone, currency: currencyOf(timeZone), ...admin };
  });
  const [sheet, setSheet] = useState<RecoverySheet | null>(null);
  const [test, setTest] = useState<RecoveryTest | null>(null);
  const change = (part: Partial<NewClinic>) => setForm((before) => ({ ...before, ...part }));
  const next = () => setStep((now) => now + 1);
  const back = () => setStep((now) => now - 1);

  return (
    <main className={classes.run}>
      <header className={classes.head} data-narrow={joins || undefined}>
        <span className={classes.logo} aria-hidden>
          N
        </span>
        <div>
          <div className={classes.product}>{start.product}</div>
          <h1 className={classes.title}>{joins ? start.joinTitle : start.welcome}</h1>
        </div>
      </header>
      {joins ? (
        <div className={classes.content}>
          <JoinForm onJoined={onJoined} />
          <Anchor component="button" type="button" onClick={() => setJoins(false)}>
            {start.newInstead}
          </Anchor>
          <BackLink />
        </div>
      ) : (
        <div className={classes.columns}>
          <Stepper
            active={step}
            orientation="vertical"
            size="sm"
            allowNextStepsSelect={false}
            className={classes.steps}
            iconSize={28}>
            {STEPS.map((name) => (
              <Stepper.Step key={name} label={start.steps[name]} tabIndex={-1} />
            ))}
          </Stepper>
          <div className={classes.content}>
            {step === 0 && <ClinicStep form={form} change={change} onNext={next} onJoin={() => setJoins(true)} />}
            {step === 0 && <BackLink />}
            {step === 1 && (
              <AdminStep
                form={form}
                change={change}
                onBack={back}
                made={sheet !== null}
                onMade={(made) => (setSheet(made ?? sheet), next())}
              />
            )}
            {step === 2 && sheet !== null && <KeyStep sheet={sheet} onBack={back} onNext={next} />}
            {step === 3 && sheet !== null && (
              <TestStep
                groups={sheet.groups.length}
                timeZone={form.timeZone.trim()}
                tested={test}
                onBack={back}
                onTested={setTest}
                onNext={next}
              />
            )}
            {step === 4 && <ServerStep onBack={back} onNext={next} />}
            {step === 5 && <DoneStep onOpen={onOpen} />}
          </div>
        </div>
      )}
    </main>
  );
}

/** Says why the clinic could not be opened and what to do, on a page of its own. */
export function Unopened({ problem, onRetry }: { problem: Problem | null; onRetry: () => void }) {
  if (problem === null) return null;
  return (
    <main className={classes.run}>
      <h1 className={classes.title}>NutriVault</h1>
      <div className={classes.content}>
        <ProblemAlert problem={problem} onRetry={onRetry} />
        <OtherClinics />
      </div>
    </main>
  );
}
