import { Button, Select, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useMay } from "../../app/session";
import { useAct, useAnswer } from "../../ipc/use-clinic";
import type { SettingsView } from "../../ipc/views";
import { FailureAlert } from "../../parts/FailureAlert";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import { AddUserDialog } from "./AddUserDialog";
import { EnrolmentPanel } from "./EnrolmentPanel";
import { UserTable } from "./UserTable";
import classes from "./Settings.module.css";

const LOCK_MINUTES = [2, 5, 10, 15, 30];

/** Who works here, on which computers, and how the window behaves. */
export function SettingsPage() {
  const { settings } = useWords();
  const may = useMay();
  const [adds, setAdds] = useState(false);
  const view = useAnswer("settings", (clinic) => clinic.settings(), ["users", "settings"]);
  return (
    <Page title={settings.title} primary={may("users.manage") && <Button data-primary disabled={view.value === null} onClick={() => setAdds(true)}>{settings.addUser}</Button>}>
      <Loaded of={view}>
        {(clinic) => (
          <div className={classes.columns}>
            <UserTable users={clinic.users} onChanged={view.reload} />
            <div className={classes.aside}>
              {may("devices.manage") && <EnrolmentPanel hasServer={clinic.hasServer} />}
              <ClinicPanel view={clinic} onChanged={view.set} />
            </div>
            {adds && <AddUserDialog roles={clinic.roles} onClose={() => setAdds(false)} onAdded={view.reload} />}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function ClinicPanel({ view, onChanged }: { view: SettingsView; onChanged: (view: SettingsView) => void }) {
  const { settings } = useWords();
  const format = useFormat();
  const { failure, run } = useAct();
  const save = async (minutes: number) => {
    const saved = await run((clinic) => clinic.saveSettings({ seen: view.seen, lockMinutes: minutes }));
    if (!saved) return;
    onChanged(saved);
    notifications.show({ message: settings.saved });
  };
  return (
    <Panel title={settings.clinic}>
      <div className={classes.fields}>
        <Text>{view.clinicName} <span className="muted">{view.timeZone}</span></Text>
        <Select label={settings.lockMinutes} allowDeselect={false} data={[...new Set([...LOCK_MINUTES, view.lockMinutes])].sort((a, b) => a - b).map((n) => ({ value: `${n}`, label: settings.minutes(n) }))} value={`${view.lockMinutes}`} onChange={(value) => void save(Number(value))} />
        <Text size="sm" c="dimmed">{view.recovery === null ? settings.recoveryNever : settings.recoveryTested(format.date(view.recovery.testedAt), view.recovery.testedBy)}</Text>
        {failure !== null && <FailureAlert failure={failure} />}
      </div>
    </Panel>
  );
}
