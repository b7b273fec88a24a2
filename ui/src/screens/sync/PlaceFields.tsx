import { TextInput } from "@mantine/core";
import type { ServerPlace } from "../../ipc/views";
import { useWords } from "../../words/speech";

interface Props { place: ServerPlace; onChange: (place: ServerPlace) => void; size?: string }

/** Where a server is and the code that opens its door once. */
export function PlaceFields({ place, onChange, size = "sm" }: Props) {
  const { start } = useWords();
  return (
    <>
      <TextInput size={size} label={start.address} placeholder="https://" value={place.url} autoComplete="off" spellCheck={false} onChange={(event) => onChange({ ...place, url: event.currentTarget.value })} />
      <TextInput size={size} label={start.code} value={place.code} autoComplete="off" spellCheck={false} onChange={(event) => onChange({ ...place, code: event.currentTarget.value })} />
    </>
  );
}
