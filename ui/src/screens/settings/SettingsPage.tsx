import { Button, DataList, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { EnrolmentCode, SettingsView } from "../../ipc/views";
import { useMay, useSession } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { AddUserDialog } from "./AddUserDialog";
import { AlertLevelsPanel } from "./AlertLevelsPanel";
import { AlertTimersPanel } from "./AlertTimersPanel";
import { AppointmentTypesPanel } from "./AppointmentTypesPanel";
import { BackupsPanel } from "./BackupsPanel";
import { CustomFieldsPanel } from "./CustomFieldsPanel";
import { ErasuresPanel } from "./ErasuresPanel";
import { ExchangeTablesPanel } from "./ExchangeTablesPanel";
import { FacilitiesPanel } from "./FacilitiesPanel";
import { ImportsPanel } from "./ImportsPanel";
import { LeafletsPanel } from "./LeafletsPanel";
import { LocationsPanel } from "./LocationsPanel";
import { MeasurementKindsPanel } from "./MeasurementKindsPanel";
import { NextStepsPanel } from "./NextStepsPanel";
import { PreferencesPanel } from "./PreferencesPanel";
import { ProductsPanel } from "./ProductsPanel";
import { RecoveryPanel } from "./RecoveryPanel";
import classes from "./Settings.module.css";
import { RolesPanel } from "./RolesPanel";
import { TemplatesPanel } from "./TemplatesPanel";
import { TagPanel } from "./TagPanel";
import { UserTable } from "./UserTable";

/** Users, facilities, lists and preferences; `priceList` is the panel of what the clinic bills for. */
export function SettingsPage({ priceList }: { priceList: ReactNode }) {
  const { settings } = useWords();
  const may = useMay();
  const [adds, setAdds] = useState(false);
  const view = useClinicQuery(queries.settings());
  return (
    <Page
      title={settings.title}
      primary={
        may("users.manage") && (
          <Button data-primary disabled={view.value === null} onClick={() => setAdds(true)}>
            {settings.addUser}
          </Button>
        )
      }>
      <Loaded of={view}>
        {(clinic) => (
          <div className={classes.columns}>
            <div className={classes.main}>
              <UserTable users={clinic.users} onChanged={view.reload} />
              {may("facilities.manage") && <FacilitiesPanel />}
              {may("facilities.manage") && <LocationsPanel kind="department" />}
              {may("facilities.manage") && <LocationsPanel kind="room" />}
              {may("settings.manage") && <AppointmentTypesPanel />}
              {may("settings.manage") && <TemplatesPanel />}
              {may("settings.manage") && <CustomFieldsPanel />}
              {may("settings.manage") && <MeasurementKindsPanel />}
              {priceList}
              {may("settings.manage") && <ProductsPanel />}
              {may("settings.manage") && <ExchangeTablesPanel />}
              {may("settings.manage") && <LeafletsPanel />}
              {may("settings.manage") && <NextStepsPanel />}
              {may("patients.import") && <ImportsPanel />}
            </div>
            <div className={classes.aside}>
              {may("devices.manage") && <EnrolmentPanel hasServer={clinic.hasServer} />}
              <ClinicPanel view={clinic} />
              <PreferencesPanel />
              {may("settings.manage") && may("alerts.read") && <AlertTimersPanel />}
              {may("settings.manage") && may("alerts.read") && <AlertLevelsPanel />}
              {may("settings.manage") && <TagPanel />}
              <RolesPanel />
              {may("backups.create") && <BackupsPanel />}
              {may("patients.erase") && <ErasuresPanel />}
              {may("settings.manage") && <RecoveryPanel recovery={clinic.recovery} onTested={view.reload} />}
            </div>
            {adds && (
              <AddUserDialog
                roles={clinic.roles}
                departments={clinic.departments}
                onClose={() => setAdds(false)}
                onAdded={view.reload}
              />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function ClinicPanel({ view }: { view: SettingsView }) {
  const { settings, frame } = useWords();
  const { secretInFile } = useSession();
  const facts: [string, string][] = [
    [settings.name, view.clinicName],
    [settings.timeZone, view.timeZone],
    ...(secretInFile ? [[settings.secret, frame.secretInFile] as [string, string]] : []),
  ];
  return (
    <Panel title={settings.clinic}>
      <DataList size="sm" labelWidth="96px">
        {facts.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Panel>
  );
}

/** A code that lets one more computer join, once, for an hour. */
export function EnrolmentPanel({ hasServer }: { hasServer: boolean }) {
  const { settings } = useWords();
  const format = useFormat();
  const [code, setCode] = useState<EnrolmentCode | null>(null);
  const { busy, problem, run } = useCommand();
  const make = async () => {
    const made = await run((clinic) => clinic.createEnrolmentCode());
    if (made) setCode(made);
  };
  return (
    <Panel title={settings.enrol}>
      <div className={classes.fields}>
        <Text size="sm" c="dimmed">
          {hasServer ? settings.enrolHelp : settings.needsServer}
        </Text>
        {code !== null && (
          <>
            <DataList size="sm" orientation="vertical">
              <DataList.Item>
                <DataList.ItemLabel>{settings.address}</DataList.ItemLabel>
                <DataList.ItemValue>{code.serverUrl}</DataList.ItemValue>
              </DataList.Item>
              <DataList.Item>
                <DataList.ItemLabel>{settings.code}</DataList.ItemLabel>
                <DataList.ItemValue className={classes.code}>{code.code}</DataList.ItemValue>
              </DataList.Item>
            </DataList>
            <Text size="sm" role="status">
              {settings.validUntil(format.time(code.expiresAt))}
            </Text>
          </>
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        {hasServer && (
          <div>
            <Button variant="default" loading={busy} onClick={() => void make()}>
              {settings.makeCode}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
