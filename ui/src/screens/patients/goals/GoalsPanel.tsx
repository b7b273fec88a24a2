import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Loaded } from "../../../parts/Loaded";
import { GoalList } from "./GoalList";
import classes from "./Goals.module.css";
import { ProblemList } from "./ProblemList";
import { TaskList } from "./TaskList";

/** Problems and goals beside the tasks that follow from them. */
export function GoalsPanel({ patient }: { patient: PatientHeader }) {
  const plan = useClinicQuery(queries.carePlan(patient.id));
  const may = useMay();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  return (
    <Loaded of={plan}>
      {(view) => (
        <div className={classes.columns}>
          <div className={classes.column}>
            <ProblemList plan={view} patient={patient} mayEdit={mayEdit} />
            <GoalList plan={view} patient={patient} mayEdit={mayEdit} />
          </div>
          <TaskList plan={view} patient={patient} mayEdit={mayEdit} />
        </div>
      )}
    </Loaded>
  );
}
