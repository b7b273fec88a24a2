import { Button, FileButton, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CaFile, Problem, ServerAddress } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Sync.module.css";

interface Props {
  place: ServerAddress;
  problem: Problem | null;
  onChange: (place: ServerAddress) => void;
  size?: string;
  withCode?: boolean;
}

/** Where a server is, the code that opens its door once, and for a certificate of its own what vouches for it. */
export function PlaceFields({ place, problem, onChange, size = "sm", withCode = true }: Props) {
  const { start } = useWords();
  const atFault = problem?.code === "invalid" ? problem.field : null;
  return (
    <>
      <TextInput
        size={size}
        label={start.address}
        placeholder="https://"
        value={place.url}
        error={atFault === "url" && start.badAddress}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...place, url: event.currentTarget.value })}
      />
      {withCode && (
        <TextInput
          size={size}
          label={start.code}
          value={place.code}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...place, code: event.currentTarget.value })}
        />
      )}
      <CertificateField
        size={size}
        error={
          atFault === "ca" ? (problem?.reason === "unknown" ? start.certificateMissing : start.certificateOdd) : null
        }
        onChange={(ca) => onChange({ ...place, ca })}
      />
    </>
  );
}

/** A path as one types it, or a file as one picks it. */
function CertificateField({
  size,
  error,
  onChange,
}: {
  size: string;
  error: string | null;
  onChange: (ca: CaFile | null) => void;
}) {
  const { start } = useWords();
  const [shown, setShown] = useState("");
  const type = (path: string) => {
    setShown(path);
    onChange(path.trim() === "" ? null : { kind: "path", path });
  };
  const pick = async (file: File | null) => {
    if (file === null) return;
    const pem = await file.text();
    setShown(file.name);
    onChange({ kind: "picked", pem });
  };
  return (
    <div className={classes.pick}>
      <TextInput
        size={size}
        label={start.certificate}
        description={start.certificateHelp}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={shown}
        error={error}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <FileButton accept=".pem,.crt,.cer" onChange={(file) => void pick(file)}>
        {(props) => (
          <Button {...props} size={size} variant="default">
            {start.choose}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
