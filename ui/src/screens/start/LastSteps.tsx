import { Anchor, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { SessionView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { PlaceFields } from "../sync/PlaceFields";
import { usePlace } from "../sync/use-place";
import { useWords } from "../../words/speech";
import { Step } from "./Step";

/** Puts the clinic on a server, or not yet. */
export function ServerStep({ onBack, onNext }: { onBack: () => void; onNext: () => void }) {
  const { start } = useWords();
  const { place, setPlace, isEmpty } = usePlace();
  const { busy, problem, run } = useCommand();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(place))) onNext();
  };
  return (
    <>
      <Step
        title={start.serverTitle}
        next={start.connect}
        onNext={() => void connect()}
        onBack={onBack}
        busy={busy}
        reason={isEmpty ? start.fillFirst : null}>
        <Text size="sm" c="dimmed">
          {start.serverHelp}
        </Text>
        <PlaceFields place={place} problem={problem} onChange={setPlace} size="md" />
        {problem !== null && <ProblemAlert problem={problem} />}
      </Step>
      <Anchor component="button" type="button" onClick={onNext}>
        {start.skipServer}
      </Anchor>
    </>
  );
}

export function DoneStep({ onOpen }: { onOpen: (session: SessionView) => void }) {
  const { start } = useWords();
  const { busy, problem, run } = useCommand();
  const open = async () => {
    const session = await run((clinic) => clinic.finishFirstRun());
    if (session) onOpen(session);
  };
  return (
    <Step title={start.doneTitle} next={start.open} onNext={() => void open()} busy={busy}>
      <Text>{start.doneHelp}</Text>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
