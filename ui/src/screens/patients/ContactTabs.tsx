import { Text } from "@mantine/core";
import { IconCalendarOff } from "@tabler/icons-react";
import type { AppointmentView, PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Panel, Sheet } from "../../parts/Panel";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { ConsentPanel } from "./consents/ConsentPanel";
import { DetailsPanel } from "./contacts/DetailsPanel";
import { EmergencyPanel } from "./contacts/EmergencyPanel";
import { OfficePanel } from "./documents/OfficePanel";
import { InsurancePanel } from "./insurance/InsurancePanel";
import classes from "./PatientPage.module.css";
import { PortalPanel } from "./portal/PortalPanel";
import { RequestPanel } from "./record-requests/RequestPanel";
import { ReferralPanel } from "./referrals/ReferralPanel";
import { CareTeamPanel } from "./team/CareTeamPanel";

/** A patient's contact data and emergency contacts. */
export function Contact({ patient, onChanged }: { patient: PatientView; onChanged: () => void }) {
  const { patients } = useWords();
  const format = useFormat();
  const next = patient.header.maySeeClinical ? null : patient.nextAppointment;
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <DetailsPanel patient={patient} />
        <EmergencyPanel patient={patient} onChanged={onChanged} />
        <OfficePanel patient={patient.header} />
      </div>
      <div className={classes.column}>
        {next !== null && (
          <Panel title={patients.next}>
            <div className={classes.item}>
              <div>
                <Text size="sm" fw={500} className="tabular">
                  {format.dateTime(next.startsAt)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[next.provider, next.room, next.facility].filter(Boolean).join(" · ")}
                </Text>
              </div>
              <Chip word={next.status} />
            </div>
          </Panel>
        )}
        {!patient.header.maySeeClinical && <CareTeamPanel patient={patient.header} team={patient.careTeam} />}
        <ConsentPanel patient={patient} />
        {patient.insurance !== null && <InsurancePanel patient={patient.header} insurance={patient.insurance} />}
        <ReferralPanel patient={patient.header} referrals={patient.referrals} />
        <RequestPanel patient={patient.header} />
        <PortalPanel patient={patient.header} portal={patient.portal} />
      </div>
    </div>
  );
}

export function Appointments({ patient }: { patient: PatientView }) {
  const { patients, diary } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const { go } = useNavigation();
  const columns: Column<AppointmentView>[] = [
    { key: "time", head: patients.date, cell: (row) => format.dateTime(row.startsAt) },
    { key: "type", head: diary.type, width: 160, cell: (row) => row.type },
    { key: "provider", wide: true, head: diary.provider, width: 200, cell: (row) => row.provider },
    {
      key: "room",
      wide: true,
      head: diary.room,
      width: 120,
      cell: (row) => [row.room, row.facility].filter(Boolean).join(" · "),
    },
    { key: "status", head: patients.status, width: 128, cell: (row) => <Chip word={row.status} /> },
  ];
  if (patient.appointments.length === 0) return <Empty icon={IconCalendarOff} title={patients.noNext} />;
  return (
    <Sheet>
      <DataTable
        label={patients.tabs.appointments}
        rows={patient.appointments}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={(row) => go({ page: "diary", day: dayOf(row.startsAt, timeZone) })}
      />
    </Sheet>
  );
}
