import type { PatientName } from "../../ipc/views";
import { useBirth } from "../../parts/use-birth";
import { useFormat, useWords } from "../../words/speech";

/** Name with age and file. */
export function usePatientLine() {
  const { billing: words } = useWords();
  const format = useFormat();
  const birth = useBirth();
  return (patient: PatientName | null) => {
    if (patient === null) return format.dash;
    const facts = [birth.age(patient), patient.fileNumber && words.file(patient.fileNumber)].filter(Boolean);
    return (
      <>
        <bdi>{patient.name}</bdi>
        {facts.map((fact) => `, ${fact}`).join("")}
      </>
    );
  };
}
