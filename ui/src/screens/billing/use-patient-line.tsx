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
    const after = facts.map((fact) => `, ${fact}`).join("");
    return (
      <span title={patient.name + after}>
        <bdi>{patient.name}</bdi>
        {after}
      </span>
    );
  };
}
