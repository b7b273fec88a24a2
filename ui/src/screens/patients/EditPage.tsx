import { Button, Paper } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, PatientForm as Form, PatientView, ReadVersionToken } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { PatientHeader } from "../../parts/PatientHeader";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { EMPTY_FORM, toForm, type TypedPatient, valuesOf } from "../../parts/registration/registration";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFormat, useWords } from "../../words/speech";
import { PATIENT_FIELDS, PatientForm } from "./PatientForm";
import classes from "./PatientForm.module.css";

/** The form, the details that it was loaded with, and the version that the user saw. */
interface TypedDetails extends TypedPatient {
  seen: ReadVersionToken;
  loaded: Form;
}
const BLANK: TypedDetails = { form: EMPTY_FORM, birth: "", seen: "", loaded: EMPTY_FORM };

/** Edits a patient's identity and contact data; restores an unfinished draft. */
export function EditPage({ id }: { id: string }) {
  const view = useClinicQuery(queries.patientToEdit(id));
  const of: FormOf = { form: "details", patientId: id };
  const left = useLeftForm(of, BLANK);
  return (
    <Loaded of={view}>
      {(patient) => (
        <Loaded of={{ ...left, value: left.isPending ? null : left }}>
          {() => <Editing key={`${patient.form.seen} ${left.at}`} of={of} patient={patient} left={left} />}
        </Loaded>
      )}
    </Loaded>
  );
}

interface Props {
  of: FormOf;
  patient: PatientView;
  left: LeftForm<TypedDetails>;
}

function Editing({ of, patient, left }: Props) {
  const { patients, frame } = useWords();
  const format = useFormat();
  const { go, back } = useNavigation();
  const { form: loaded } = patient.form;
  const [typed, setTyped] = useState<TypedPatient>(() => {
    const form = left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form);
    const isBirthTyped = left.typed !== null && left.typed.form.birthDate === form.birthDate;
    const birth = form.birthDate === null ? "" : format.day(form.birthDate);
    return { form, birth: isBirthTyped ? left.typed!.birth : birth };
  });
  // keep the version that the user saw: changes by others since then must conflict with this edit
  const seen = left.typed?.seen ?? patient.form.seen;
  const draft = useTypedForm(of, { ...typed, seen, loaded });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, PATIENT_FIELDS, valuesOf(typed));
  const save = async () => {
    const form = { ...patient.form, seen, loaded, form: toForm(typed) };
    const saved = await submit((clinic) => clinic.editPatient(form), draft.saveNow);
    if (!saved) return;
    draft.recorded();
    notifications.show({ message: patients.saved });
    go({ page: "patient", id: saved.id });
  };
  return (
    <div className={classes.page}>
      <PatientHeader
        header={patient.header}
        actions={
          <>
            <Button variant="subtle" onClick={() => (void draft.discard(), back())}>
              {frame.cancel}
            </Button>
            <Button data-primary loading={busy} onClick={() => void save()}>
              {frame.save}
            </Button>
          </>
        }
      />
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <Paper className={classes.card}>
        <h2 className={classes.title}>{patients.form.edit}</h2>
        <PatientForm typed={typed} errorOf={errors.of} onChange={setTyped} />
      </Paper>
    </div>
  );
}
