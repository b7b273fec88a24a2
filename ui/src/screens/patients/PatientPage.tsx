import { ActionIcon, Alert, Button, Menu, Stack, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { PatientView } from "../../ipc/views";
import { type LabsPart, type PatientTab, type PlanPart, useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { PatientHeader } from "../../parts/PatientHeader";
import { PrimaryScope, useToolbarPrimary } from "../../parts/PrimaryScope";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { visitTypeOf } from "../../parts/visit-type";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { Measurements, VisitsTab } from "./ClinicalTabs";
import { InvoicesPanel } from "./billing/InvoicesPanel";
import { Appointments, Contact } from "./ContactTabs";
import { DeleteDialog } from "./DeleteDialog";
import { EarlierVisit } from "./EarlierVisit";
import { DocumentsPanel } from "./documents/DocumentsPanel";
import { MergeDialog } from "./merge/MergeDialog";
import { MergeNotices } from "./merge/MergeNotices";
import { Overview } from "./Overview";
import { PackagesPanel } from "./packages/PackagesPanel";
import classes from "./PatientPage.module.css";
import { PhotoDialog } from "./photo/PhotoDialog";
import { QuotesPanel } from "./quotes/QuotesPanel";
import { LabsTab } from "./LabsTab";
import { PlanTab } from "./PlanTab";
import { TagMenu } from "./tags/TagMenu";
import { todaysAppointment } from "./todays-appointment";

const CLINICAL: PatientTab[] = ["overview", "visits", "measurements", "plan", "labs", "documents", "contact"];
const FRONT_OFFICE: PatientTab[] = ["contact", "appointments", "billing"];

/** The part of the page that is opened. */
interface At {
  tab?: PatientTab;
  plan?: PlanPart;
  labs?: LabsPart;
  labOrder?: string;
}

/** One patient: header and tabs. */
export function PatientPage({ id, ...at }: { id: string } & At) {
  const view = useClinicQuery(queries.patient(id));
  return (
    <Loaded of={view}>
      {(patient) => (
        <PrimaryScope>
          <Shown patient={patient} {...at} onChanged={view.reload} />
        </PrimaryScope>
      )}
    </Loaded>
  );
}

function Shown({
  patient,
  tab,
  plan,
  labs,
  labOrder,
  onChanged,
}: { patient: PatientView; onChanged: () => void } & At) {
  const { patients, billing } = useWords();
  const may = useMay();
  const { userId } = useSession().session;
  const timeZone = useTimeZone();
  const all = patient.header.maySeeClinical ? CLINICAL : FRONT_OFFICE;
  const tabs = all.filter((name) => name !== "billing" || may("billing.read"));
  const nameOf = (name: PatientTab) => {
    if (name === "billing") return billing.title;
    return name === "documents" && may("billing.read") ? billing.andDocuments : patients.tabs[name];
  };
  const [current, setCurrent] = useState<PatientTab>(tab && tabs.includes(tab) ? tab : tabs[0]!);
  const { busy, problem, run } = useCommand();
  const { go, amend } = useNavigation();
  const primaryProps = useToolbarPrimary();
  const { header } = patient;
  const show = (next: PatientTab) => {
    setCurrent(next);
    amend({ page: "patient", id: header.id, tab: next });
  };

  const visit = async () => {
    if (patient.openVisitId !== null) return go({ page: "visit", id: patient.openVisitId });
    const now = new Date().toISOString();
    const appointment = todaysAppointment(patient.appointments, userId, now, timeZone);
    const usual = patient.lastNote === null ? "initial" : "followUp";
    const started = await run((clinic) =>
      clinic.startVisit({
        patientId: header.id,
        appointmentId: appointment?.id ?? null,
        type: appointment === null ? usual : visitTypeOf(appointment),
      }),
    );
    if (started) go({ page: "visit", id: started.id });
  };
  const primary = may("visits.write") ? (
    <Button {...primaryProps} loading={busy} onClick={() => void visit()}>
      {patient.openVisitId === null ? patients.startVisit : patients.continueVisit}
    </Button>
  ) : may("appointments.write") ? (
    <Button {...primaryProps} onClick={() => go({ page: "diary", day: null, patientId: header.id })}>
      {patients.bookAppointment}
    </Button>
  ) : null;

  return (
    <div className={classes.page}>
      <PatientHeader
        header={header}
        actions={
          <>
            <TagMenu patient={header} />
            {primary}
            <More patient={patient} />
          </>
        }
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      {header.deletedAt !== null && <DeletedNotice patient={patient} onBack={onChanged} />}
      <MergeNotices header={header} />
      <Tabs value={current} onChange={(next) => show(next as PatientTab)} keepMounted={false}>
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {nameOf(name)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <Overview patient={patient} onPlan={() => show("plan")} />
        </Tabs.Panel>
        <Tabs.Panel value="visits" pt="md">
          <VisitsTab patient={header} />
        </Tabs.Panel>
        <Tabs.Panel value="measurements" pt="md">
          <Measurements patient={header} tiles={patient.measures} profile={patient.background?.profile ?? null} />
        </Tabs.Panel>
        <Tabs.Panel value="plan" pt="md">
          <PlanTab
            patient={header}
            language={patient.form.form.preferredLanguage}
            visitId={patient.openVisitId}
            first={plan}
          />
        </Tabs.Panel>
        <Tabs.Panel value="labs" pt="md">
          <LabsTab patient={header} visitId={patient.openVisitId} first={labs} labOrder={labOrder} />
        </Tabs.Panel>
        <Tabs.Panel value="documents" pt="md">
          <Stack gap="lg">
            {may("billing.read") && (
              <>
                <InvoicesPanel patient={header} />
                <QuotesPanel patient={header} />
                <PackagesPanel patient={header} />
              </>
            )}
            <DocumentsPanel patient={header} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="billing" pt="md">
          <Stack gap="lg">
            <InvoicesPanel patient={header} />
            <QuotesPanel patient={header} />
            <PackagesPanel patient={header} />
          </Stack>
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

/** Says that a patient is deleted, with a button that restores them. */
function DeletedNotice({ patient, onBack }: { patient: PatientView; onBack: () => void }) {
  const { deletion } = useWords();
  const format = useFormat();
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const { id, name, deletedAt } = patient.header;
  const bringBack = async () => {
    const isBack = await run(async (clinic) => (await clinic.restorePatient(id, patient.form.seen), true));
    if (!isBack) return;
    notifications.show({ message: deletion.isBack(name) });
    onBack();
  };
  return (
    <>
      <Alert color="gray" p="sm" title={deletion.since(format.dateTime(deletedAt ?? ""))}>
        {may("patients.delete") && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void bringBack()}>
            {deletion.bringBack}
          </Button>
        )}
      </Alert>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}

function More({ patient }: { patient: PatientView }) {
  const { patients, deletion, frame, merge, erasure, photos, visits } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const [merges, setMerges] = useState(false);
  const [pictures, setPictures] = useState(false);
  const [deletes, setDeletes] = useState(false);
  const [earlier, setEarlier] = useState(false);
  const { header } = patient;
  const mayRecord = may("visits.write") && patient.openVisitId === null && header.deletedAt === null;
  if (!header.mayEdit && !mayRecord) return null;
  const isShownHere = header.shownUnder === null && header.deletedAt === null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.more}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayRecord && <Menu.Item onClick={() => setEarlier(true)}>{visits.earlier}</Menu.Item>}
          {header.mayEdit && (
            <>
              <Menu.Item onClick={() => go({ page: "edit", id: patient.header.id })}>{patients.editDetails}</Menu.Item>
              <Menu.Item onClick={() => go({ page: "diary", day: null, patientId: patient.header.id })}>
                {patients.bookAppointment}
              </Menu.Item>
            </>
          )}
          {header.mayEdit && header.deletedAt === null && (
            <Menu.Item onClick={() => setPictures(true)}>{photos.action}</Menu.Item>
          )}
          {header.mayMerge && isShownHere && <Menu.Item onClick={() => setMerges(true)}>{merge.action}</Menu.Item>}
          {may("patients.delete") && isShownHere && (
            <Menu.Item onClick={() => setDeletes(true)}>{deletion.action}</Menu.Item>
          )}
          {may("patients.erase") && (
            <Menu.Item onClick={() => go({ page: "erase", id: header.id })}>{erasure.action}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {earlier && <EarlierVisit patient={patient} onClose={() => setEarlier(false)} />}
      {deletes && <DeleteDialog patient={patient} onClose={() => setDeletes(false)} />}
      {pictures && <PhotoDialog patient={header} onClose={() => setPictures(false)} />}
      {merges && <MergeDialog patient={header} onClose={() => setMerges(false)} />}
    </>
  );
}
