import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { BackupStep, BackupsView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { LooseChip } from "../../parts/Chip";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { useFormat, useToday, useWords } from "../../words/speech";
import { BackupDialog } from "./BackupDialog";
import { RehearsalDialog } from "./RehearsalDialog";
import classes from "./Settings.module.css";

const DAYS = [1, 7, 14, 30, 90];

/** Backups of the clinic that were made at this computer. */
export function BackupsPanel() {
  const { backups: words } = useWords();
  const view = useClinicQuery(queries.backups());
  return (
    <Panel title={words.title}>
      <Loaded of={view} rows={3}>
        {(backups) => <Backups backups={backups} onChanged={view.reload} />}
      </Loaded>
    </Panel>
  );
}

function Backups({ backups, onChanged }: { backups: BackupsView; onChanged: () => void }) {
  const { backups: words } = useWords();
  const format = useFormat();
  const today = useToday();
  const mayEdit = useMay()("settings.manage");
  const [opens, setOpens] = useState<"backup" | "rehearsal" | null>(null);
  const { busy, problem, run } = useCommand();
  const { last, rehearsed, nextOn, everyDays, seen } = backups;
  const change = async (days: number) => {
    if (await run((clinic) => clinic.editBackupDays(seen, days))) onChanged();
  };
  const step = ({ at, by }: BackupStep) => words.step(format.dateTime(at), by);
  const close = () => {
    setOpens(null);
    onChanged();
  };
  return (
    <div className={classes.fields}>
      {last === null ? (
        <div>
          <Text size="sm" fw={600}>
            {words.none}
          </Text>
          <Text size="sm" c="dimmed">
            {words.noneHelp}
          </Text>
        </div>
      ) : (
        <dl className={classes.facts}>
          <Fact name={words.last} text={step(last)} />
          <Fact name={words.next} text={nextOn === null ? words.due : format.day(nextOn)}>
            {backups.isDue && <LooseChip tone="warn" icon={IconClock} text={words.due} />}
          </Fact>
          <Fact name={words.rehearsed} text={rehearsed === null ? words.never : step(rehearsed)}>
            {backups.isRehearsalDue && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.notLately} />}
          </Fact>
        </dl>
      )}
      <Select
        label={words.every}
        description={words.here}
        inputWrapperOrder={["label", "input", "description", "error"]}
        allowDeselect={false}
        disabled={!mayEdit || busy}
        data={[...new Set([...DAYS, everyDays])]
          .sort((a, b) => a - b)
          .map((days) => ({ value: `${days}`, label: words.days(days) }))}
        value={`${everyDays}`}
        onChange={(value) => void change(Number(value))}
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => setOpens("backup")}>
          {words.now}
        </Button>
        <Button variant="subtle" onClick={() => setOpens("rehearsal")}>
          {words.rehearse}
        </Button>
      </div>
      {opens === "backup" && <BackupDialog name={`NutriVault-${today}.backup`} onClose={close} />}
      {opens === "rehearsal" && <RehearsalDialog name={last?.file ?? ""} onClose={close} />}
    </div>
  );
}

function Fact({ name, text, children }: { name: string; text: string; children?: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {text} {children}
      </dd>
    </div>
  );
}
