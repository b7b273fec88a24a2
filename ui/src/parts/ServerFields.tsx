import { Button, FileButton, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CaFile, Problem, ServerAddress } from "../ipc/views";
import { useWords } from "../words/speech";
import classes from "./Fields.module.css";

/** A server's address while it is typed; a clinic that the server knows already needs no code. */
export function useServerAddress({ withCode = true } = {}) {
  const [address, setAddress] = useState<ServerAddress>({ url: "", code: "" });
  return { address, setAddress, isEmpty: address.url.trim() === "" || (withCode && address.code.trim() === "") };
}

interface Props {
  address: ServerAddress;
  problem: Problem | null;
  onChange: (address: ServerAddress) => void;
  size?: string;
  withCode?: boolean;
  autoFocus?: boolean;
}

/** The address of a server, the code that admits this computer once, and the certificate authority of its own. */
export function ServerFields({ address, problem, onChange, size = "sm", withCode = true, autoFocus = false }: Props) {
  const { start } = useWords();
  const atFault = problem?.code === "invalid" ? problem.field : null;
  return (
    <>
      <TextInput
        size={size}
        autoFocus={autoFocus}
        label={start.address}
        placeholder="https://"
        value={address.url}
        error={atFault === "url" && start.badAddress}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...address, url: event.currentTarget.value })}
      />
      {withCode && (
        <TextInput
          size={size}
          label={start.code}
          value={address.code}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...address, code: event.currentTarget.value })}
        />
      )}
      <CertificateField
        size={size}
        error={
          atFault === "ca" ? (problem?.reason === "unknown" ? start.certificateMissing : start.certificateOdd) : null
        }
        onChange={(ca) => onChange({ ...address, ca })}
      />
    </>
  );
}

/** A path that is typed, or a file that is picked. */
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
