import { Button, Stack, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import { ServerFields, useServerAddress } from "../../parts/ServerFields";

/** Connects a clinic without a server to one, or names `again` the server of a clinic whose file was changed. */
export function ConnectPanel({ again = false, onConnected }: { again?: boolean; onConnected: () => void }) {
  const { sync, start } = useWords();
  const { address, setAddress, isEmpty } = useServerAddress({ withCode: !again });
  const { busy, problem, run } = useCommand();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(address))) onConnected();
  };
  return (
    <Panel title={again ? sync.nameTitle : sync.connectTitle}>
      <form onSubmit={(event) => (event.preventDefault(), void connect())}>
        <Stack gap="md" maw={480}>
          <Text size="sm" c="dimmed">
            {again ? sync.nameHelp : sync.connectHelp}
          </Text>
          <ServerFields address={address} problem={problem} onChange={setAddress} withCode={!again} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <div>
            <Button type="submit" data-primary loading={busy} disabled={isEmpty}>
              {again ? sync.nameServer : start.connect}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
