import { Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { StartView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ServerFields, useServerAddress } from "../../parts/ServerFields";
import { useWords } from "../../words/speech";
import { Step } from "./Step";

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
      reason={isEmpty ? start.fillFirst : null}>
      <Text size="sm" c="dimmed">
        {start.joinHelp}
      </Text>
      <ServerFields address={address} problem={problem} onChange={setAddress} size="md" />
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
