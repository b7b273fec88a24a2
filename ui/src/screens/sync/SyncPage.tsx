import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCloudCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ProblemCode, SyncPageView, WaitingRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { type Column, DataTable } from "../../parts/DataTable";
import { fileWidth } from "../../parts/file-width";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ServerFields, useServerAddress } from "../../parts/ServerFields";
import { SyncSign } from "../../parts/SyncWord";
import { useSyncText } from "../../parts/use-sync-text";
import { useFormat, useWords } from "../../words/speech";
import { Devices } from "./Devices";
import { NotCarried } from "./NotCarried";
import { Quarantined } from "./Quarantined";
import { Refused } from "./Refused";
import classes from "./Sync.module.css";
import { ClockWarning, SyncNotice } from "./SyncIndicator";

const SHOWN_MAX = 6;

/** The state of sync, in one plain sentence first and in every detail below. */
export function SyncPage() {
  const { sync } = useWords();
  const page = useClinicQuery(queries.syncPage());
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const syncNow = async () => {
    await run((clinic) => clinic.syncNow());
    page.reload();
  };
  const cause = page.value?.status.cause ?? null;
  // the changed server has to be dealt with first, so there is no button to sync
  const isShut = cause === "serverAltered" || (cause === "serverKeyChanged" && may("settings.manage"));
  const hasServer = page.value !== null && page.value.serverUrl !== null && !isShut;
  const isSending = page.value?.status.state === "sending";
  return (
    <Page
      title={sync.title}
      tools={
        isSending && (
          <Button variant="default" onClick={() => void run((clinic) => clinic.stopSync())}>
            {sync.stop}
          </Button>
        )
      }
      primary={
        hasServer && (
          <Button data-primary loading={busy || isSending} onClick={() => void syncNow()}>
            {sync.now}
          </Button>
        )
      }>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Loaded of={page}>
        {(view) => <Details view={view} shownCause={problem?.code ?? null} onChanged={page.reload} />}
      </Loaded>
    </Page>
  );
}

interface DetailsProps {
  view: SyncPageView;
  /** The problem that is shown above already. */
  shownCause: ProblemCode | null;
  onChanged: () => void;
}

function Details({ view, shownCause, onChanged }: DetailsProps) {
  const { sync, frame } = useWords();
  const { go } = useNavigation();
  const { secretInFile } = useSession();
  const may = useMay();
  const text = useSyncText()(view.status);
  const { cause, conflicts } = view.status;
  return (
    <>
      <div className={classes.status} data-tone={text.tone}>
        <SyncSign look={text.look} />
        <Text className={classes.sentence}>{text.sentence}</Text>
        {conflicts > 0 && (
          <Button variant="default" onClick={() => go({ page: "conflicts", id: null })}>
            {sync.showConflicts}
          </Button>
        )}
      </div>
      <SyncNotice status={view.status} />
      <ClockWarning status={view.status} />
      {cause !== null && cause !== shownCause && (
        <ProblemAlert problem={{ code: cause, triesLeft: null, until: null }} />
      )}
      {cause === "serverKeyChanged" && may("settings.manage") && <KeyPanel onConfirmed={onChanged} />}
      {cause === "serverAltered"
        ? may("settings.manage") && <ConnectPanel again onConnected={onChanged} />
        : view.serverUrl === null && <ConnectPanel onConnected={onChanged} />}
      <Waiting rows={view.waiting} isStopped={cause !== null} />
      <Refused refused={view.refused} onChanged={onChanged} />
      <Quarantined rows={view.quarantined} hasServer={view.serverUrl !== null} onChanged={onChanged} />
      <NotCarried rows={view.notCarried} onChanged={onChanged} />
      <Devices devices={view.devices} syncedAt={view.status.syncedAt} onChanged={onChanged} />
      {secretInFile && <p className={classes.note}>{frame.secretInFile}</p>}
      <details className={classes.details}>
        <summary>{sync.details}</summary>
        <p className="small muted">{sync.copyHint}</p>
        <Code block>{view.details.map(({ name, value }) => `${name}: ${value}`).join("\n")}</Code>
      </details>
    </>
  );
}

/** What waits to be sent; while sync has stopped, nothing says that all of it has arrived. */
function Waiting({ rows, isStopped }: { rows: WaitingRow[]; isStopped: boolean }) {
  const { sync, patients, today } = useWords();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN_MAX);
  const columns: Column<WaitingRow>[] = [
    { key: "patient", head: sync.patient, cell: (row) => row.patient?.name ?? sync.clinicData },
    {
      key: "file",
      head: patients.file,
      width: fileWidth(shown.map(({ patient }) => patient?.fileNumber ?? "")),
      cell: (row) => row.patient && <span className="tabular">{row.patient.fileNumber}</span>,
    },
    { key: "changes", head: sync.changes, width: 96, number: true, cell: (row) => format.number(row.changes, 0) },
    { key: "since", head: sync.since, width: 168, number: true, cell: (row) => format.dateTime(row.since) },
  ];
  return (
    <Panel
      title={sync.waiting}
      flush
      action={
        rows.length > SHOWN_MAX && (
          <Button variant="subtle" size="xs" onClick={() => setAll(!all)}>
            {all ? today.seeFewer : today.seeAll(rows.length)}
          </Button>
        )
      }>
      {rows.length === 0 ? (
        <Empty icon={IconCloudCheck} title={sync.noWaiting}>
          {!isStopped && sync.noWaitingHelp}
        </Empty>
      ) : (
        <DataTable label={sync.waiting} rows={shown} columns={columns} rowKey={(row) => row.patient?.id ?? "clinic"} />
      )}
    </Panel>
  );
}

/** Confirms the new key of a server that lost its old one, by the code that its operator reads out. */
function KeyPanel({ onConfirmed }: { onConfirmed: () => void }) {
  const { sync } = useWords();
  const [code, setCode] = useState("");
  const { busy, problem, run } = useCommand();
  const isWrong = problem?.code === "invalid" && problem.field === "code";
  const confirm = async () => {
    if (!(await run((clinic) => clinic.confirmServerKey(code)))) return;
    notifications.show({ message: sync.keyConfirmed });
    onConfirmed();
  };
  return (
    <Panel title={sync.keyTitle}>
      <form onSubmit={(event) => (event.preventDefault(), void confirm())}>
        <Stack gap="md" maw={480}>
          <Text size="sm" c="dimmed">
            {sync.keyHelp}
          </Text>
          <TextInput
            label={sync.keyCode}
            value={code}
            error={isWrong && sync.keyWrong}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {problem !== null && !isWrong && <ProblemAlert problem={problem} />}
          <div>
            <Button type="submit" data-primary loading={busy} disabled={code.trim() === ""}>
              {sync.confirmKey}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}

/** Connects a clinic to a server, or `again`, after the server's address in the clinic's file was changed. */
export function ConnectPanel({ again = false, onConnected }: { again?: boolean; onConnected: () => void }) {
  const { sync, start } = useWords();
  const { address, setAddress, isEmpty } = useServerAddress({ withCode: !again });
  const { busy, problem, run } = useCommand();
  const connect = async () => {
    if (await run((clinic) => clinic.connectServer(address))) onConnected();
  };
  return (
    <Panel title={again ? sync.nameTitle : sync.connectTitle}>
      <form onSubmit={(event) => (event.preventDefault(), void connect())}>
        <Stack gap="md" maw={480}>
          <Text size="sm" c="dimmed">
            {again ? sync.nameHelp : sync.connectHelp}
          </Text>
          <ServerFields address={address} problem={problem} onChange={setAddress} withCode={!again} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button type="submit" data-primary loading={busy} disabled={isEmpty}>
              {again ? sync.nameServer : start.connect}
            </Button>
            {isEmpty && (
              <Text size="xs" c="dimmed">
                {again ? sync.addressFirst : start.incompleteServer}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
