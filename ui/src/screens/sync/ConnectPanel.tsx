import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../../ipc/use-clinic";
import type { ServerPlace } from "../../ipc/views";
import { FailureAlert } from "../../parts/FailureAlert";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import { PlaceFields } from "./PlaceFields";

/** Puts a clinic that has worked alone so far on a server. */
export function ConnectPanel({ onConnected }: { onConnected: () => void }) {
  const { sync, start } = useWords();
  const [place, setPlace] = useState<ServerPlace>({ url: "", code: "" });
  const { busy, failure, run } = useAct();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(place))) onConnected();
  };
  return (
    <Panel title={sync.connectTitle}>
      <form onSubmit={(event) => (event.preventDefault(), void connect())}>
        <Stack gap="md" maw={480}>
          <Text size="sm" c="dimmed">{sync.connectHelp}</Text>
          <PlaceFields place={place} onChange={setPlace} />
          {failure !== null && <FailureAlert failure={failure} />}
          <div>
            <Button type="submit" data-primary loading={busy} disabled={place.url.trim() === "" || place.code.trim() === ""}>{start.connect}</Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
