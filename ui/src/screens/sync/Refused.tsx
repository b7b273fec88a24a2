import { Button } from "@mantine/core";
import { useAct } from "../../ipc/use-clinic";
import type { ParkedRow, RefusedRow } from "../../ipc/views";
import { DataTable, type Column } from "../../parts/DataTable";
import { FailureAlert } from "../../parts/FailureAlert";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";

/** Changes that the server refused and cells that were kept aside: nothing disappears silently. */
export function Refused({ refused, parked, onChanged }: { refused: RefusedRow[]; parked: ParkedRow[]; onChanged: () => void }) {
  const { sync } = useWords();
  const format = useFormat();
  const { busy, failure, run } = useAct();
  const sendAgain = async (groupId: string) => {
    await run((clinic) => clinic.sendAgain(groupId));
    onChanged();
  };
  const refusedColumns: Column<RefusedRow>[] = [
    { key: "what", head: sync.what, cell: (row) => row.what },
    { key: "patient", wide: true, head: sync.patient, width: 200, cell: (row) => row.patient?.name },
    { key: "why", head: sync.why, width: 200, cell: (row) => row.code },
    { key: "at", head: sync.since, width: 168, number: true, cell: (row) => format.dateTime(row.at) },
    { key: "again", head: sync.next, width: 136, cell: (row) => <Button size="xs" variant="default" loading={busy} onClick={() => void sendAgain(row.groupId)}>{sync.sendAgain}</Button> },
  ];
  const parkedColumns: Column<ParkedRow>[] = [
    { key: "what", head: sync.what, cell: (row) => row.what },
    { key: "why", head: sync.why, width: 240, cell: (row) => row.reason },
    { key: "at", head: sync.since, width: 168, number: true, cell: (row) => format.dateTime(row.at) },
  ];
  return (
    <>
      {failure !== null && <FailureAlert failure={failure} />}
      {refused.length > 0 && (
        <Panel title={sync.refused} flush>
          <DataTable label={sync.refused} rows={refused} columns={refusedColumns} rowKey={(row) => row.groupId} />
        </Panel>
      )}
      {parked.length > 0 && (
        <Panel title={sync.parked} flush>
          <DataTable label={sync.parked} rows={parked} columns={parkedColumns} rowKey={(row) => `${row.what}-${row.at}`} />
        </Panel>
      )}
    </>
  );
}
