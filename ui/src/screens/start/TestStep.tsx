import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct, useClinic } from "../../ipc/use-clinic";
import type { RecoveryTest } from "../../ipc/views";
import { FailureAlert } from "../../parts/FailureAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./FirstRun.module.css";
import { Step } from "./Step";

interface Props { groups: number; tested: RecoveryTest | null; onTested: (test: RecoveryTest) => void; onBack: () => void; onNext: () => void }

/** Asks for the whole key from the paper; passes only when what was typed has opened the clinic. */
export function TestStep({ groups, tested, onTested, onBack, onNext }: Props) {
  const { start, frame } = useWords();
  const format = useFormat();
  const [typed, setTyped] = useState<string[]>(() => Array.from({ length: groups }, () => ""));
  const { busy, failure, run } = useAct();
  const isPartial = typed.some((group) => group.trim() === "");
  const test = async () => {
    const done = await run((clinic) => clinic.testRecoveryKey(typed.map((group) => group.trim())));
    if (done) onTested(done);
  };
  return (
    <Step title={start.testTitle} next={tested ? frame.next : start.testNow} onNext={() => (tested ? onNext() : void test())} onBack={onBack} busy={busy} reason={!tested && isPartial ? start.allGroups : null}>
      <Text size="sm" c="dimmed">{start.testHelp}</Text>
      {tested === null && (
        <div className={classes.groups}>
          {typed.map((text, index) => (
            <GroupField key={index} index={index} text={text} onChange={(next) => setTyped((before) => before.map((group, at) => (at === index ? next : group)))} />
          ))}
        </div>
      )}
      {tested !== null && <Text role="status">{start.tested(tested.testedBy, format.dateTime(tested.testedAt))}</Text>}
      {failure !== null && <FailureAlert failure={failure} />}
    </Step>
  );
}

function GroupField({ index, text, onChange }: { index: number; text: string; onChange: (text: string) => void }) {
  const { start } = useWords();
  const clinic = useClinic();
  const [isWrong, setWrong] = useState(false);
  const check = () => {
    if (text.trim() !== "") void clinic.checkRecoveryGroup(index, text.trim()).then((fits) => setWrong(!fits), () => setWrong(true));
  };
  return (
    <TextInput className={classes.entry} size="md" label={start.group(index + 1)} value={text} maxLength={8} error={isWrong && start.groupWrong(index + 1)} autoFocus={index === 0} autoComplete="off" spellCheck={false}
      onChange={(event) => (setWrong(false), onChange(event.currentTarget.value))} onPaste={(event) => event.preventDefault()} onDrop={(event) => event.preventDefault()} onBlur={check} />
  );
}
