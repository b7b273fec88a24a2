import { Anchor, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { SessionView, StartView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ServerFields, useServerAddress } from "../../parts/ServerFields";
import { useRoleName } from "../../parts/use-role-name";
import { useWords } from "../../words/speech";
import { Step } from "./Step";

/** Puts the clinic on a server, or not yet. */
export function ServerStep({ onBack, onNext }: { onBack: () => void; onNext: () => void }) {
  const { start } = useWords();
  const { address, setAddress, isEmpty } = useServerAddress();
  const { busy, problem, run } = useCommand();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(address))) onNext();
  };
  return (
    <>
      <Step
        title={start.serverTitle}
        next={start.connect}
        onNext={() => void connect()}
        onBack={onBack}
        busy={busy}
        reason={isEmpty ? start.incompleteServer : null}>
        <Text size="sm" c="dimmed">
          {start.serverHelp}
        </Text>
        <ServerFields address={address} problem={problem} onChange={setAddress} size="md" autoFocus />
        {problem !== null && <ProblemAlert problem={problem} />}
      </Step>
      <Anchor component="button" type="button" onClick={onNext}>
        {start.skipServer}
      </Anchor>
    </>
  );
}

export function DoneStep({ onOpen }: { onOpen: (session: SessionView) => void }) {
  const { start, settings } = useWords();
  const roleName = useRoleName();
  const { busy, problem, run } = useCommand();
  const open = async () => {
    const session = await run((clinic) => clinic.finishFirstRun());
    if (session) onOpen(session);
  };
  return (
    <Step title={start.doneTitle} next={start.open} onNext={() => void open()} busy={busy} focusNext>
      <Text>{start.doneHelp}</Text>
      <Text>
        {start.runsClinic} {start.toChart(roleName("Dietitian"), settings.sections.users)}
      </Text>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}

/** Brings an existing clinic to this computer with an admin's code. */
export function JoinForm({ onJoined }: { onJoined: (start: StartView) => void }) {
  const { start } = useWords();
  const { address, setAddress, isEmpty } = useServerAddress();
  const { busy, problem, run } = useCommand();
  const join = async () => {
    const joined = await run((clinic) => clinic.joinClinic(address));
    if (joined) onJoined(joined);
  };
  return (
    <Step
      title={start.joinTitle}
      next={start.join}
      onNext={() => void join()}
      busy={busy}
      reason={isEmpty ? start.incompleteServer : null}>
      <Text size="sm" c="dimmed">
        {start.joinHelp}
      </Text>
      <ServerFields address={address} problem={problem} onChange={setAddress} size="md" autoFocus />
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
