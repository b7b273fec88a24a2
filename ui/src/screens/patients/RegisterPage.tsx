import { Button, Paper, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { Duplicate, FormOf, PatientForm as Form } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useBirth } from "../../parts/use-birth";
import { useFieldErrors } from "../../parts/use-field-errors";
import { ResumedNote } from "../../parts/ResumedNote";
import { useWords } from "../../words/speech";
import { EMPTY_FORM, PATIENT_FIELDS, PatientForm, toForm, type TypedPatient } from "./PatientForm";
import classes from "./PatientForm.module.css";

/** "Mary Okafor" typed into a search becomes a given and a family name. */
function fromSearch(text: string): Form {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => !/\d/.test(word));
  const family = words.length > 1 ? words.at(-1)! : "";
  return { ...EMPTY_FORM, givenName: (words.length > 1 ? words.slice(0, -1) : words).join(" "), familyName: family };
}

const OF: FormOf = { form: "registration" };
const BLANK: TypedPatient = { form: EMPTY_FORM, birth: "" };

/** Registers a patient; restores an unfinished draft. */
export function RegisterPage({ text }: { text: string }) {
  const left = useLeftForm(OF, BLANK);
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
  const [typed, setTyped] = useState(() => left.typed ?? { form: fromSearch(text), birth: "" });
  const { form } = typed;
  const draft = useTypedForm(OF, typed);
  const [asked, setAsked] = useState(false);
  const [debounced] = useDebouncedValue(form, 150);
  const duplicates = useClinicQuery(queries.duplicates(debounced));
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, PATIENT_FIELDS);
  const isLikelyKnown = (duplicates.value ?? []).some(({ reasons }) => reasons.length > 1);
  const register = async () => {
    // ask for a look at a likely duplicate before a second record is made
    if (isLikelyKnown && !asked) return setAsked(true);
    const patient = await submit((clinic) => clinic.registerPatient(toForm(typed)), draft.saveNow);
    if (!patient) return;
    draft.recorded();
    notifications.show({ message: patients.registered(patient.name) });
    go({ page: "patient", id: patient.id });
  };
  return (
    <Page
      title={patients.form.title}
      tools={
        <>
          {!hasName(form) && (
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
        <Button data-primary loading={busy} disabled={!hasName(form)} onClick={() => void register()}>
          {isLikelyKnown && asked ? patients.registerAnyway : patients.register}
        </Button>
      }>
      {isLikelyKnown && asked && (
        <Text size="sm" role="status">
          {patients.likelyAsk}
        </Text>
      )}
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <div className={classes.columns}>
        <Paper className={classes.card}>
          <PatientForm typed={typed} errorOf={errors.of} begins onChange={setTyped} />
        </Paper>
        {duplicates.value !== null && duplicates.value.length > 0 && <Likely duplicates={duplicates.value} />}
      </div>
    </Page>
  );
}

const hasName = (form: Form) => `${form.givenName}${form.familyName}`.trim() !== "";

function Likely({ duplicates }: { duplicates: Duplicate[] }) {
  const { patients } = useWords();
  const birth = useBirth();
  const { go } = useNavigation();
  return (
    <Panel title={patients.likely}>
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
            <Button variant="default" onClick={() => go({ page: "patient", id: patient.id })}>
              {patients.useThis}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
