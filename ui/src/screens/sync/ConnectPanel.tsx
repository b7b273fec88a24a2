import { Button, Stack, Text } from "@mantine/core";
import { useAct } from "../../ipc/use-clinic";
import { FailureAlert } from "../../parts/FailureAlert";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import { PlaceFields } from "./PlaceFields";
import { usePlace } from "./use-place";

/** Puts a clinic that has worked alone so far on a server. */
export function ConnectPanel({ onConnected }: { onConnected: () => void }) {
  const { sync, start } = useWords();
  const { place, setPlace, isEmpty } = usePlace();
  const { busy, failure, run } = useAct();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(place))) onConnected();
  };
  return (
    <Panel title={sync.connectTitle}>
      <form onSubmit={(event) => (event.preventDefault(), void connect())}>
        <Stack gap="md" maw={480}>
          <Text size="sm" c="dimmed">{sync.connectHelp}</Text>
          <PlaceFields place={place} failure={failure} onChange={setPlace} />
          {failure !== null && <FailureAlert failure={failure} />}
          <div>
            <Button type="submit" data-primary loading={busy} disabled={isEmpty}>{start.connect}</Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
