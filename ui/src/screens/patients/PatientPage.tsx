import { ActionIcon, Button, Menu, Modal, Select, Stack, Tabs, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { PatientName, PatientView, Severity } from "../../ipc/views";
import { type PatientTab, useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { Loaded } from "../../parts/Loaded";
import { PatientHeader } from "../../parts/PatientHeader";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import { Measurements, Visits } from "./ClinicalTabs";
import { Appointments, Contact } from "./ContactTabs";
import { Overview } from "./Overview";
import classes from "./PatientPage.module.css";

const CLINICAL: PatientTab[] = ["overview", "visits", "measurements", "contact"];
const FRONT_OFFICE: PatientTab[] = ["contact", "appointments"];

/** One person: header, tabs, and under each tab one kind of thing. */
export function PatientPage({ id, tab }: { id: string; tab?: PatientTab }) {
  const view = useClinicQuery(queries.patient(id));
  return <Loaded of={view}>{(patient) => <Shown patient={patient} tab={tab} onChanged={view.reload} />}</Loaded>;
}

function Shown({ patient, tab, onChanged }: { patient: PatientView; tab?: PatientTab; onChanged: () => void }) {
  const { patients } = useWords();
  const tabs = patient.header.maySeeClinical ? CLINICAL : FRONT_OFFICE;
  const [current, setCurrent] = useState<PatientTab>(tab && tabs.includes(tab) ? tab : tabs[0]!);
  const { busy, problem, run } = useCommand();
  const { go } = useNavigation();
  const may = useMay();
  const { header } = patient;

  const visit = async () => {
    if (patient.openVisitId !== null) return go({ page: "visit", id: patient.openVisitId });
    const started = await run((clinic) =>
      clinic.startVisit({
        patientId: header.id,
        appointmentId: null,
        type: patient.lastNote === null ? "initial" : "followUp",
      }),
    );
    if (started) go({ page: "visit", id: started.id });
  };
  const primary = may("visits.write") ? (
    <Button data-primary loading={busy} onClick={() => void visit()}>
      {patient.openVisitId === null ? patients.startVisit : patients.continueVisit}
    </Button>
  ) : may("appointments.write") ? (
    <Button data-primary onClick={() => go({ page: "diary", day: null, patientId: header.id })}>
      {patients.bookAppointment}
    </Button>
  ) : null;

  return (
    <div className={classes.page}>
      <PatientHeader
        header={header}
        actions={
          <>
            {primary}
            <More patient={patient} onChanged={onChanged} />
          </>
        }
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      <Tabs value={current} onChange={(next) => setCurrent(next as PatientTab)} keepMounted={false}>
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {patients.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <Overview patient={patient} />
        </Tabs.Panel>
        <Tabs.Panel value="visits" pt="md">
          <Visits patientId={header.id} />
        </Tabs.Panel>
        <Tabs.Panel value="measurements" pt="md">
          <Measurements patient={header} tiles={patient.measures} />
        </Tabs.Panel>
        <Tabs.Panel value="contact" pt="md">
          <Contact patient={patient} onChanged={onChanged} />
        </Tabs.Panel>
        <Tabs.Panel value="appointments" pt="md">
          <Appointments patient={patient} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function More({ patient, onChanged }: { patient: PatientView; onChanged: () => void }) {
  const { patients, frame } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const [adds, setAdds] = useState(false);
  if (!patient.header.mayEdit) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.more}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go({ page: "edit", id: patient.header.id })}>{patients.editDetails}</Menu.Item>
          <Menu.Item onClick={() => go({ page: "diary", day: null, patientId: patient.header.id })}>
            {patients.bookAppointment}
          </Menu.Item>
          {may("allergies.write") && <Menu.Item onClick={() => setAdds(true)}>{patients.addAllergy}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {adds && <AllergyDialog patient={patient.header} onClose={() => setAdds(false)} onAdded={onChanged} />}
    </>
  );
}

const SEVERITIES: Severity[] = ["mild", "moderate", "severe", "unknown"];

/** Adds one allergy; the dialog names the person it is about. */
export function AllergyDialog({
  patient,
  onClose,
  onAdded,
}: {
  patient: PatientName;
  onClose: () => void;
  onAdded: () => void;
}) {
  const { patients, frame } = useWords();
  const [substance, setSubstance] = useState("");
  const [severity, setSeverity] = useState<Severity>("unknown");
  const { busy, problem, run } = useCommand();
  const add = async () => {
    if (!(await run((clinic) => clinic.addAllergy(patient.id, substance.trim(), severity)))) return;
    onAdded();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={patients.addAllergy} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void add())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <TextInput
            data-autofocus
            label={patients.substance}
            value={substance}
            maxLength={fieldLengths.allergy.substance}
            onChange={(event) => setSubstance(event.currentTarget.value)}
          />
          <Select
            label={patients.severity}
            allowDeselect={false}
            data={SEVERITIES.map((value) => ({ value, label: patients.severities[value] }))}
            value={severity}
            onChange={(value) => setSeverity(value ?? "unknown")}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={substance.trim() === ""}>
              {patients.addAllergy}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
