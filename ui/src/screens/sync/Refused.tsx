import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { RejectedRow } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

/** Changes that the server refused: nothing disappears silently. */
export function Refused({ refused, onChanged }: { refused: RejectedRow[]; onChanged: () => void }) {
  const { refusals, sync, cells, fields } = useWords();
  const format = useFormat();
  const { busy, problem, run } = useCommand();
  const [discarding, setDiscarding] = useState<RejectedRow | null>(null);
  const sendAgain = async (groupId: string) => {
    await run((clinic) => clinic.sendAgain(groupId));
    onChanged();
  };
  const refusedColumns: Column<RejectedRow>[] = [
    { key: "what", head: sync.what, cell: (row) => row.what },
    { key: "patient", wide: true, head: sync.patient, width: 200, cell: (row) => row.patient?.name },
    { key: "why", head: sync.why, width: 240, cell: (row) => refusals.codes[row.code] ?? refusals.other(row.code) },
    {
      key: "wrong",
      head: sync.wrong,
      width: 240,
      cell: ({ wrong }) =>
        wrong !== null && (
          <span title={wrong.row ?? undefined}>
            {[cells[wrong.cell] ?? wrong.cell, wrong.field !== null && (fields[wrong.field] ?? wrong.field)]
              .filter(Boolean)
              .join(", ")}
          </span>
        ),
    },
    { key: "at", head: sync.since, width: 168, number: true, cell: (row) => format.dateTime(row.at) },
    {
      key: "again",
      head: sync.next,
      width: 232,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <Button size="xs" variant="default" loading={busy} onClick={() => void sendAgain(row.groupId)}>
            {sync.sendAgain}
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => setDiscarding(row)}>
            {sync.discard}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <>
      {problem !== null && <ProblemAlert problem={problem} />}
      {discarding !== null && (
        <DiscardDialog row={discarding} onClose={() => setDiscarding(null)} onDiscarded={onChanged} />
      )}
      {refused.length > 0 && (
        <Panel title={sync.refused} flush>
          <DataTable label={sync.refused} rows={refused} columns={refusedColumns} rowKey={(row) => row.groupId} />
        </Panel>
      )}
    </>
  );
}

function DiscardDialog({
  row,
  onClose,
  onDiscarded,
}: {
  row: RejectedRow;
  onClose: () => void;
  onDiscarded: () => void;
}) {
  const { sync, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const discard = async () => {
    const done = await run(async (clinic) => (await clinic.discardRefused(row.groupId), true));
    if (!done) return;
    onDiscarded();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={sync.discardAsk(row.what)} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {row.patient !== null && <PatientLine patient={row.patient} />}
        <Text size="sm">{sync.discardHelp}</Text>
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button color="red" loading={busy} onClick={() => void discard()}>
            {sync.discard}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
