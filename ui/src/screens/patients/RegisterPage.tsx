import { Button, Paper, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { Duplicate, PatientForm as Form } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { EMPTY_FORM, PatientForm } from "./PatientForm";
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

/** Registers a person while likely duplicates are listed next to the form. */
export function RegisterPage({ text }: { text: string }) {
  const { patients, frame } = useWords();
  const { go, back, canGoBack } = useNavigation();
  const [form, setForm] = useState(() => fromSearch(text));
  const [asked, setAsked] = useState(false);
  const [typed] = useDebouncedValue(form, 150);
  const duplicates = useClinicQuery(queries.duplicates(typed));
  const { busy, problem, run } = useCommand();
  const isLikelyKnown = (duplicates.value ?? []).some(({ reasons }) => reasons.length > 1);
  const register = async () => {
    // a person who is there already is looked at before a second record of them is made
    if (isLikelyKnown && !asked) return setAsked(true);
    const patient = await run((clinic) => clinic.registerPatient(form));
    if (!patient) return;
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
            <Button variant="subtle" onClick={back}>
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
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.columns}>
        <Paper className={classes.card}>
          <PatientForm form={form} begins onChange={setForm} />
        </Paper>
        {duplicates.value !== null && duplicates.value.length > 0 && <Likely duplicates={duplicates.value} />}
      </div>
    </Page>
  );
}

const hasName = (form: Form) => `${form.givenName}${form.familyName}`.trim() !== "";

function Likely({ duplicates }: { duplicates: Duplicate[] }) {
  const { patients } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  return (
    <Panel title={patients.likely}>
      <ul className={classes.likely} aria-live="polite">
        {duplicates.map(({ patient, reasons }) => (
          <li key={patient.id} className={classes.same}>
            <div>
              <Text fw={500}>{patient.name}</Text>
              <Text size="xs" c="dimmed">
                {[
                  patient.birthDate ? format.day(patient.birthDate) : patients.noBirth,
                  patients.fileNumber(patient.fileNumber),
                ].join(" · ")}
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
