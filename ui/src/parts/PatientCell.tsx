import type { PatientName } from "../ipc/views";
import { useBirth } from "./use-birth";
import classes from "./PatientCell.module.css";

/** A patient in the first cell of a row: the name, and below it what tells namesakes apart. */
export function PatientCell({ patient }: { patient: PatientName }) {
  const birth = useBirth();
  const facts = birth.facts(patient);
  return (
    <>
      <span className={classes.line} title={patient.name}>
        {patient.name}
      </span>{" "}
      <span className={`${classes.line} ${classes.facts} small muted tabular`} title={facts}>
        {facts}
      </span>
    </>
  );
}
