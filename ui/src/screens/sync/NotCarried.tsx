import { Button, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { NotCarriedRow } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

/** Rows that admins signed and a restored server does not accept: an admin can retry them. */
export function NotCarried({ rows, onChanged }: { rows: NotCarriedRow[]; onChanged: () => void }) {
  const { sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const carryAgain = async () => {
    await run((clinic) => clinic.carryAgain());
    onChanged();
  };
  const columns: Column<NotCarriedRow>[] = [
    { key: "what", head: sync.what, cell: (row) => row.what },
    { key: "by", head: sync.signedBy, width: 200, cell: (row) => row.by ?? sync.notYetSeen },
    { key: "at", head: sync.since, width: 168, number: true, cell: (row) => format.dateTime(row.at) },
  ];
  if (rows.length === 0) return null;
  return (
    <Panel
      title={sync.notCarried}
      flush
      action={
        may("users.manage") && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void carryAgain()}>
            {sync.carryAgain}
          </Button>
        )
      }>
      <Text size="sm" c="dimmed" p="sm">
        {sync.notCarriedHelp}
      </Text>
      {problem !== null && <ProblemAlert problem={problem} />}
      <DataTable label={sync.notCarried} rows={rows} columns={columns} rowKey={(row) => row.id} />
    </Panel>
  );
}
