import { Button, DataList, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { EnrolmentCode, Right, SettingsView } from "../../ipc/views";
import { type SettingsSection, useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { ListDetail } from "../../parts/ListDetail";
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
import { ScreeningToolsPanel } from "./ScreeningToolsPanel";
import classes from "./Settings.module.css";
import { RolesPanel } from "./RolesPanel";
import { TemplatesPanel } from "./TemplatesPanel";
import { TagPanel } from "./TagPanel";
import { UserTable } from "./UserTable";

interface Section {
  name: SettingsSection;
  isShown: boolean;
  panels: ReactNode;
}

/** The settings by sections, of which one is shown; `priceList` is the panel of what the clinic bills for. */
export function SettingsPage({ priceList, section = "users" }: { priceList: ReactNode; section?: SettingsSection }) {
  const { settings } = useWords();
  const may = useMay();
  const { amend } = useNavigation();
  const [adds, setAdds] = useState(false);
  const [picked, setPicked] = useState(section);
  const view = useClinicQuery(queries.settings());
  return (
    <Page
      title={settings.title}
      primary={
        may("users.manage") &&
        picked === "users" && (
          <Button data-primary disabled={view.value === null} onClick={() => setAdds(true)}>
            {settings.addUser}
          </Button>
        )
      }>
      <Loaded of={view}>
        {(clinic) => {
          const sections = sectionsOf(clinic, may, priceList, view.reload);
          const current = sections.find(({ name }) => name === picked) ?? sections[0]!;
          return (
            <ListDetail
              isPage
              label={settings.title}
              rows={sections}
              rowKey={({ name }) => name}
              current={current}
              lines={({ name }) => [settings.sections[name]]}
              onPick={(key) => {
                const { name } = sections.find(({ name }) => name === key) ?? current;
                setPicked(name);
                amend({ page: "settings", section: name });
              }}>
              <div key={current.name} className={classes.main} data-pane="section">
                {current.panels}
              </div>
            </ListDetail>
          );
        }}
      </Loaded>
      {adds && view.value !== null && (
        <AddUserDialog
          roles={view.value.roles}
          departments={view.value.departments}
          onClose={() => setAdds(false)}
          onAdded={view.reload}
        />
      )}
    </Page>
  );
}

/** The sections that this user may see. */
function sectionsOf(
  clinic: SettingsView,
  may: (right: Right) => boolean,
  priceList: ReactNode,
  onChanged: () => void,
): Section[] {
  const mayManage = may("settings.manage");
  const sections: Section[] = [
    { name: "users", isShown: true, panels: <UserTable users={clinic.users} onChanged={onChanged} /> },
    { name: "roles", isShown: true, panels: <RolesPanel /> },
    {
      name: "clinic",
      isShown: true,
      panels: (
        <>
          <ClinicPanel view={clinic} />
          <PreferencesPanel />
        </>
      ),
    },
    {
      name: "sites",
      isShown: may("facilities.manage"),
      panels: (
        <>
          <FacilitiesPanel />
          <LocationsPanel kind="department" />
          <LocationsPanel kind="room" />
        </>
      ),
    },
    { name: "appointments", isShown: mayManage, panels: <AppointmentTypesPanel /> },
    {
      name: "notes",
      isShown: mayManage,
      panels: (
        <>
          <TemplatesPanel />
          <CustomFieldsPanel />
        </>
      ),
    },
    { name: "measurements", isShown: mayManage, panels: <MeasurementKindsPanel /> },
    { name: "prices", isShown: may("billing.read"), panels: priceList },
    {
      name: "nutrition",
      isShown: mayManage,
      panels: (
        <>
          <ProductsPanel />
          <ExchangeTablesPanel />
        </>
      ),
    },
    { name: "handouts", isShown: mayManage, panels: <LeafletsPanel /> },
    {
      name: "screening",
      isShown: mayManage,
      panels: (
        <>
          <ScreeningToolsPanel />
          <NextStepsPanel />
        </>
      ),
    },
    { name: "tags", isShown: mayManage, panels: <TagPanel /> },
    {
      name: "alerts",
      isShown: mayManage && may("alerts.read"),
      panels: (
        <>
          <AlertTimersPanel />
          <AlertLevelsPanel />
        </>
      ),
    },
    { name: "computers", isShown: may("devices.manage"), panels: <EnrolmentPanel hasServer={clinic.hasServer} /> },
    {
      name: "backups",
      isShown: mayManage || may("backups.create"),
      panels: (
        <>
          {may("backups.create") && <BackupsPanel />}
          {mayManage && <RecoveryPanel recovery={clinic.recovery} onTested={onChanged} />}
        </>
      ),
    },
    {
      name: "records",
      isShown: may("patients.import") || may("patients.erase"),
      panels: (
        <>
          {may("patients.import") && <ImportsPanel />}
          {may("patients.erase") && <ErasuresPanel />}
        </>
      ),
    },
  ];
  return sections.filter(({ isShown }) => isShown);
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
