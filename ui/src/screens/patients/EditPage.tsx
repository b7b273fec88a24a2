import { Button, Paper } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { PatientHeader } from "../../parts/PatientHeader";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import { PatientForm } from "./PatientForm";
import classes from "./PatientForm.module.css";

/** Corrects who someone is and how to reach them. */
export function EditPage({ id }: { id: string }) {
  const view = useClinicQuery(queries.patientToEdit(id));
  return <Loaded of={view}>{(patient) => <Editing key={patient.form.seen} patient={patient} />}</Loaded>;
}

function Editing({ patient }: { patient: PatientView }) {
  const { patients, frame } = useWords();
  const { go, back } = useNavigation();
  const [form, setForm] = useState(patient.form.form);
  const { busy, problem, run } = useCommand();
  const save = async () => {
    const saved = await run((clinic) => clinic.editPatient({ ...patient.form, loaded: patient.form.form, form }));
    if (!saved) return;
    notifications.show({ message: patients.saved });
    go({ page: "patient", id: saved.id });
  };
  return (
    <div className={classes.page}>
      <PatientHeader
        header={patient.header}
        actions={
          <>
            <Button variant="subtle" onClick={back}>
              {frame.cancel}
            </Button>
            <Button data-primary loading={busy} onClick={() => void save()}>
              {frame.save}
            </Button>
          </>
        }
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      <Paper className={classes.card}>
        <h2 className={classes.title}>{patients.form.edit}</h2>
        <PatientForm form={form} onChange={setForm} />
      </Paper>
    </div>
  );
}
