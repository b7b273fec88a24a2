import { Button, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { DamageKind, QuarantinedRow } from "../../ipc/views";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFetchAgain } from "../../parts/use-fetch-again";
import { useFormat, useWords } from "../../words/speech";

interface Props {
  rows: QuarantinedRow[];
  hasServer: boolean;
  onChanged: () => void;
}

/** Values that failed a check, with their senders; the server can be asked for their records again. */
export function Quarantined({ rows, hasServer, onChanged }: Props) {
  const { quarantine: words, sync } = useWords();
  const format = useFormat();
  const { busy, problem, fetchAgain } = useFetchAgain();
  const fetch = async () => {
    const status = await fetchAgain();
    if (status !== null) {
      const left = status.quarantined;
      notifications.show({ message: left === 0 ? words.inOrder : words.stillWrong(left) });
    }
    onChanged();
  };
  const columns: Column<QuarantinedRow>[] = [
    { key: "what", head: sync.what, cell: (row) => sync.damageKinds[row.what as DamageKind] ?? row.what },
    { key: "why", head: sync.why, width: 296, cell: (row) => words.reasons[row.reason] ?? row.reason },
    { key: "by", head: words.inNameOf, width: 176, cell: (row) => row.by ?? sync.notYetSeen },
    { key: "device", wide: true, head: words.fromComputer, width: 152, cell: (row) => row.device ?? sync.notYetSeen },
    { key: "at", head: sync.since, width: 152, number: true, cell: (row) => format.dateTime(row.at) },
  ];
  if (rows.length === 0) return null;
  return (
    <Panel
      title={words.title}
      flush
      action={
        hasServer && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void fetch()}>
            {words.fetchAgain}
          </Button>
        )
      }>
      <Text size="sm" c="dimmed" p="sm">
        {words.help}
      </Text>
      {problem !== null && <ProblemAlert problem={problem} />}
      <DataTable
        label={words.title}
        rows={rows}
        columns={columns}
        rowKey={(row) => [row.what, row.reason, row.by, row.device, row.at].join("-")}
      />
    </Panel>
  );
}
