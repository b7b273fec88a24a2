import { Button, Text } from "@mantine/core";
import type { Duplicate, PatientName } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { useBirth } from "../use-birth";
import classes from "./Registration.module.css";

interface Props {
  duplicates: Duplicate[];
  onUse: (patient: PatientName) => void;
}

/** Patients who may be the one that is being registered. */
export function LikelyPatients({ duplicates, onUse }: Props) {
  const { patients } = useWords();
  const birth = useBirth();
  return (
    <ul className={classes.likely} aria-live="polite">
      {duplicates.map(({ patient, reasons }) => (
        <li key={patient.id} className={classes.same}>
          <div>
            <Text fw={500}>{patient.name}</Text>
            <Text size="xs" c="dimmed">
              {birth.facts(patient)}
            </Text>
            <Text size="xs" c="dimmed">
              {reasons.map((reason) => patients.reasons[reason]).join(", ")}
            </Text>
          </div>
          <Button variant="default" onClick={() => onUse(patient)}>
            {patients.useThis}
          </Button>
        </li>
      ))}
    </ul>
  );
}
