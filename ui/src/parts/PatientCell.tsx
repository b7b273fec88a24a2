import type { PatientName } from "../ipc/views";
import { useBirth } from "./use-birth";
import classes from "./PatientCell.module.css";

/** "Amina Diallo, 34 y", whichever way the name is written. */
export function NameAndAge({ patient }: { patient: PatientName }) {
  const age = useBirth().age(patient);
  const after = age === "" ? "" : `, ${age}`;
  return (
    <span title={patient.name + after}>
      <bdi>{patient.name}</bdi>
      {after}
    </span>
  );
}

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
