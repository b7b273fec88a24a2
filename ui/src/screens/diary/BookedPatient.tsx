import { Button, Text } from "@mantine/core";
import type { PatientName } from "../../ipc/views";
import { useBirth } from "../../parts/use-birth";
import { useWords } from "../../words/speech";
import classes from "./Diary.module.css";

/** Who an appointment is booked for, until another is searched for. */
export function BookedPatient({ patient, onClear }: { patient: PatientName; onClear: () => void }) {
  const { frame } = useWords();
  const birth = useBirth();
  return (
    <div className={classes.chosen}>
      <div>
        <Text fw={500}>{patient.name}</Text>
        <Text size="xs" c="dimmed">
          {birth.facts(patient)}
        </Text>
      </div>
      <Button variant="subtle" size="xs" onClick={onClear}>
        {frame.remove}
      </Button>
    </div>
  );
}
