import { Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { RecoveryTest } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { emptyGroups, RecoveryEntry } from "../../parts/RecoveryEntry";
import { Step } from "./Step";

interface Props {
  groups: number;
  tested: RecoveryTest | null;
  onTested: (test: RecoveryTest) => void;
  onBack: () => void;
  onNext: () => void;
}

/** Asks for the full key from the paper; passes only when what was typed has opened the clinic. */
export function TestStep({ groups, tested, onTested, onBack, onNext }: Props) {
  const { start, frame } = useWords();
  const format = useFormat();
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
      reason={!tested && isPartial ? start.allGroups : null}>
      <Text size="sm" c="dimmed">
        {start.testHelp}
      </Text>
      {tested === null && (
        <RecoveryEntry typed={typed} label={start.group} wrong={start.groupWrong} onChange={setTyped} />
      )}
      {tested !== null && <Text role="status">{start.tested(tested.testedBy, format.dateTime(tested.testedAt))}</Text>}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
