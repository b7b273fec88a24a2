import type { PatientName } from "../../ipc/views";
import { useFormat, useToday, useWords } from "../../words/speech";

/** Name with age and file. */
export function usePatientLine() {
  const { billing: words } = useWords();
  const format = useFormat();
  const day = useToday();
  return (patient: PatientName | null) =>
    patient === null
      ? format.dash
      : [
          patient.name,
          patient.birthDate && format.age(patient.birthDate, day),
          patient.fileNumber && words.file(patient.fileNumber),
        ]
          .filter(Boolean)
          .join(", ");
}
