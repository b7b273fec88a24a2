import { Text } from "@mantine/core";
import type { PatientName } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** Whom a dialog is about: name, birth date and file number. */
export function PatientLine({ header }: { header: PatientName }) {
  const { patients } = useWords();
  const format = useFormat();
  return (
    <Text size="sm">
      <span className="strong">{header.name}</span>
      {" · "}
      {header.birthDate ? format.day(header.birthDate) : patients.noBirth}
      {" · "}
      {patients.fileNumber(header.fileNumber)}
    </Text>
  );
}
