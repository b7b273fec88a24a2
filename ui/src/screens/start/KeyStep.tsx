import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { RecoverySheet } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ScanCode } from "../../parts/ScanCode";
import { useWords } from "../../words/speech";
import classes from "./FirstRun.module.css";
import { Step } from "./Step";

/** Shows the recovery key once: on paper or on a drive, never on the clipboard. The code to scan is only printed. */
export function KeyStep({ sheet, onBack, onNext }: { sheet: RecoverySheet; onBack: () => void; onNext: () => void }) {
  const { start } = useWords();
  const [stored, setStored] = useState<string | null>(null);
  const { busy, problem, run } = useCommand();
  const drive = sheet.drives[0];
  const print = () => {
    window.print();
    setStored("");
  };
  const save = async () => {
    const path = drive && (await run((clinic) => clinic.saveRecoverySheet(drive)));
    if (path) setStored(start.savedTo(path));
  };
  return (
    <Step
      title={start.keyTitle}
      next={start.haveIt}
      onNext={onNext}
      onBack={onBack}
      reason={stored === null ? start.printFirst : null}>
      <Alert className="no-print" color="gray" p="sm">
        {start.keyWarning}
      </Alert>
      <Text fw={500}>{sheet.clinicName}</Text>
      <ol className={classes.groups}>
        {sheet.groups.map((group, index) => (
          <li key={index} className={classes.group}>
            <span className={classes.index}>{index + 1}</span>
            <span className={classes.key}>{group}</span>
          </li>
        ))}
      </ol>
      <figure className={classes.scan}>
        <ScanCode text={sheet.groups.join("")} label={start.scanKey} className={classes.code} />
        <figcaption>{start.scanKey}</figcaption>
      </figure>
      <div className={`${classes.actions} no-print`}>
        <Button size="md" variant="default" onClick={print}>
          {start.printKey}
        </Button>
        <Button size="md" variant="default" loading={busy} disabled={!drive} onClick={() => void save()}>
          {start.saveKey}
        </Button>
        <Text size="xs" c="dimmed" role="status">
          {stored || (drive ? "" : start.noDrive)}
        </Text>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
