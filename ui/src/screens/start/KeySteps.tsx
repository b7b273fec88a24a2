import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { RecoverySheet, RecoveryTest } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { emptyGroups, RecoveryEntry } from "../../parts/RecoveryEntry";
import { formats } from "../../words/format";
import { useLanguage, useWords } from "../../words/speech";
import classes from "./FirstRun.module.css";
import { Step } from "./Step";

/** Shows the recovery key once: for paper or a drive, never for the clipboard. The code to scan is only printed. */
export function KeyStep({ sheet, onBack, onNext }: { sheet: RecoverySheet; onBack: () => void; onNext: () => void }) {
  const { start } = useWords();
  const language = useLanguage();
  const [stored, setStored] = useState<string | null>(null);
  const { busy, problem, run } = useCommand();
  const drive = sheet.drives[0];
  // a key that is copied by hand is as good: the next step asks for all of it
  const print = async () => {
    const answer = await run((clinic) => clinic.printRecoverySheet(language));
    if (answer) setStored(start.keyPrinted[answer]);
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
      <Alert color="gray" p="sm">
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
      <div className={classes.actions}>
        <Button size="md" variant="default" loading={busy} onClick={() => void print()}>
          {start.printKey}
        </Button>
        <Button size="md" variant="default" loading={busy} disabled={!drive} onClick={() => void save()}>
          {start.saveKey}
        </Button>
        <Button size="md" variant="default" disabled={busy} onClick={() => setStored(start.writing)}>
          {start.writeKey}
        </Button>
        <Text size="xs" c="dimmed" role="status" className={classes.stored}>
          {stored || (drive ? "" : start.noDrive)}
        </Text>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}

interface Props {
  groups: number;
  /** Of the clinic: the window may run in another one. */
  timeZone: string;
  tested: RecoveryTest | null;
  onTested: (test: RecoveryTest) => void;
  onBack: () => void;
  onNext: () => void;
}

/** Asks for the full key from the paper; passes only when what was typed has opened the clinic. */
export function TestStep({ groups, timeZone, tested, onTested, onBack, onNext }: Props) {
  const { start, frame } = useWords();
  const format = formats(useLanguage(), timeZone);
  const [typed, setTyped] = useState(() => emptyGroups(groups));
  const { busy, problem, run } = useCommand();
  const isPartial = typed.some((group) => group.trim() === "");
  const test = async () => {
    const done = await run((clinic) => clinic.testRecoveryKey(typed.map((group) => group.trim())));
    if (done) onTested(done);
  };
  return (
    <Step
      title={start.testTitle}
      next={tested ? frame.next : start.testNow}
      onNext={() => (tested ? onNext() : void test())}
      onBack={onBack}
      busy={busy}
      focusNext={tested !== null}
      reason={!tested && isPartial ? start.allGroups : null}>
      <Text c="dimmed">{start.testHelp}</Text>
      {tested === null && (
        <RecoveryEntry typed={typed} label={start.group} wrong={start.groupWrong} onChange={setTyped} />
      )}
      {tested !== null && <Text role="status">{start.tested(tested.testedBy, format.dateTime(tested.testedAt))}</Text>}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
