import { Text } from "@mantine/core";
import { useAct } from "../../ipc/use-clinic";
import type { StartView } from "../../ipc/views";
import { FailureAlert } from "../../parts/FailureAlert";
import { PlaceFields } from "../sync/PlaceFields";
import { usePlace } from "../sync/use-place";
import { useWords } from "../../words/speech";
import { Step } from "./Step";

/** Brings an existing clinic to this computer with an admin's code. */
export function JoinForm({ onJoined }: { onJoined: (start: StartView) => void }) {
  const { start } = useWords();
  const { place, setPlace, isEmpty } = usePlace();
  const { busy, failure, run } = useAct();
  const join = async () => {
    const joined = await run((clinic) => clinic.joinClinic(place));
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
      <PlaceFields place={place} failure={failure} onChange={setPlace} size="md" />
      {failure !== null && <FailureAlert failure={failure} />}
    </Step>
  );
}
