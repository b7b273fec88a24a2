import { Button, DataList, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useMay, useSession } from "../../nav/session";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { SettingsView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import { AddUserDialog } from "./AddUserDialog";
import { EnrolmentPanel } from "./EnrolmentPanel";
import { RecoveryPanel } from "./RecoveryPanel";
import { UserTable } from "./UserTable";
import classes from "./Settings.module.css";

const LOCK_MINUTES = [2, 5, 10, 15, 30];

/** Who works here, on which computers, and how the window behaves. */
export function SettingsPage() {
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
            <UserTable users={clinic.users} onChanged={view.reload} />
            <div className={classes.aside}>
              {may("devices.manage") && <EnrolmentPanel hasServer={clinic.hasServer} />}
              <ClinicPanel view={clinic} onChanged={view.set} />
              {may("settings.manage") && <RecoveryPanel recovery={clinic.recovery} onTested={view.reload} />}
            </div>
            {adds && <AddUserDialog roles={clinic.roles} onClose={() => setAdds(false)} onAdded={view.reload} />}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function ClinicPanel({ view, onChanged }: { view: SettingsView; onChanged: (view: SettingsView) => void }) {
  const { settings, frame } = useWords();
  const { secretInFile } = useSession();
  const { problem, run } = useCommand();
  const save = async (minutes: number) => {
    const saved = await run((clinic) => clinic.saveSettings({ seen: view.seen, lockMinutes: minutes }));
    if (!saved) return;
    onChanged(saved);
    notifications.show({ message: settings.saved });
  };
  const facts: [string, string][] = [
    [settings.name, view.clinicName],
    [settings.timeZone, view.timeZone],
    ...(secretInFile ? [[settings.secret, frame.secretInFile] as [string, string]] : []),
  ];
  return (
    <Panel title={settings.clinic}>
      <div className={classes.fields}>
        <DataList size="sm" labelWidth="96px">
          {facts.map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        <Select
          label={settings.lockMinutes}
          allowDeselect={false}
          data={[...new Set([...LOCK_MINUTES, view.lockMinutes])]
            .sort((a, b) => a - b)
            .map((n) => ({ value: `${n}`, label: settings.minutes(n) }))}
          value={`${view.lockMinutes}`}
          onChange={(value) => void save(Number(value))}
        />
        {problem !== null && <ProblemAlert problem={problem} />}
      </div>
    </Panel>
  );
}
