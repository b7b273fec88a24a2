import { Button, Paper, Text } from "@mantine/core";
import { type LeftForm, useLeftForm } from "../../ipc/use-left-form";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { LikelyPatients } from "../../parts/registration/LikelyPatients";
import { nameOf, NO_PATIENT, REGISTRATION, type TypedPatient, valuesOf } from "../../parts/registration/registration";
import { useRegistration } from "../../parts/registration/use-registration";
import { useFieldErrors } from "../../parts/use-field-errors";
import { ResumedNote } from "../../parts/ResumedNote";
import { useWords } from "../../words/speech";
import { PATIENT_FIELDS, PatientForm } from "./PatientForm";
import classes from "./PatientForm.module.css";

/** Registers a patient; restores an unfinished draft. */
export function RegisterPage({ text }: { text: string }) {
  const left = useLeftForm(REGISTRATION, NO_PATIENT);
  return (
    <Loaded of={{ ...left, value: left.isPending ? null : left }}>
      {() => <Registering key={left.at} text={text} left={left} />}
    </Loaded>
  );
}

/** The form, while likely duplicates are listed next to it. */
function Registering({ text, left }: { text: string; left: LeftForm<TypedPatient> }) {
  const { patients, frame } = useWords();
  const { go, back, canGoBack } = useNavigation();
  const open = ({ id }: { id: string }) => go({ page: "patient", id });
  const own = useRegistration(text, left, open);
  const { typed, draft } = own;
  const canRegister = nameOf(typed.form) !== "";
  const errors = useFieldErrors(own.problem, PATIENT_FIELDS, valuesOf(typed));
  return (
    <Page
      title={patients.form.title}
      tools={
        <>
          {!canRegister && (
            <Text size="xs" c="dimmed">
              {patients.form.needName}
            </Text>
          )}
          <span className={classes.space} />
          {canGoBack && (
            <Button variant="subtle" onClick={() => (void draft.discard(), back())}>
              {frame.cancel}
            </Button>
          )}
        </>
      }
      primary={
        <Button data-primary loading={own.busy} disabled={!canRegister} onClick={() => void own.register()}>
          {own.isAsked ? patients.registerAnyway : patients.register}
        </Button>
      }>
      {own.isAsked && (
        <Text size="sm" role="status">
          {patients.likelyAsk}
        </Text>
      )}
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <div className={classes.columns}>
        <Paper className={classes.card}>
          <PatientForm typed={typed} errorOf={errors.of} begins onChange={own.setTyped} />
        </Paper>
        {own.duplicates.length > 0 && (
          <Panel title={patients.likely}>
            <LikelyPatients duplicates={own.duplicates} onUse={open} />
          </Panel>
        )}
      </div>
    </Page>
  );
}
