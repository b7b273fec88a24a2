import { ActionIcon, Button, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { DeviceRow } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

interface Props {
  devices: DeviceRow[];
  /** When this computer last synced, which it knows before the server's list does. */
  syncedAt: string | null;
  onChanged: () => void;
}

/** Every computer of the clinic; revoking one is hidden in its row and asks once. */
export function Devices({ devices, syncedAt, onChanged }: Props) {
  const { sync, frame } = useWords();
  const format = useFormat();
  const may = useMay();
  const [revoking, setRevoking] = useState<DeviceRow | null>(null);
  const lease: Column<DeviceRow> = {
    key: "lease",
    wide: true,
    head: sync.leaseUntil,
    width: 168,
    number: true,
    cell: (row) => row.leaseUntil !== null && row.revokedAt === null && format.dateTime(row.leaseUntil),
  };
  const columns: Column<DeviceRow>[] = [
    { key: "name", head: sync.name, cell: (row) => row.name },
    {
      key: "state",
      head: sync.state,
      width: 144,
      cell: (row) =>
        row.revokedAt !== null ? <Chip word="revoked" /> : row.isThis ? <Chip word="thisComputer" /> : null,
    },
    {
      key: "seen",
      head: sync.lastSeen,
      width: 168,
      number: true,
      cell: (row) => {
        const seen = row.lastSeen ?? (row.isThis ? syncedAt : null);
        return seen === null ? sync.notYetSeen : format.dateTime(seen);
      },
    },
    ...(devices.some((row) => row.leaseUntil !== null) ? [lease] : []),
    {
      key: "waiting",
      wide: true,
      head: sync.waiting,
      width: 136,
      number: true,
      cell: (row) => row.waiting !== null && format.number(row.waiting, 0),
    },
    { key: "version", wide: true, head: sync.version, width: 96, number: true, cell: (row) => row.version },
  ];
  const menu = (row: DeviceRow) => (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={frame.labelled(frame.more, row.name)}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setRevoking(row)}>{sync.revoke}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Panel title={sync.devices} flush>
      <DataTable
        label={sync.devices}
        rows={devices}
        columns={columns}
        rowKey={(row) => row.id}
        menu={may("devices.manage") ? (row) => row.revokedAt === null && !row.isThis && menu(row) : undefined}
      />
      {revoking !== null && <RevokeDialog device={revoking} onClose={() => setRevoking(null)} onRevoked={onChanged} />}
    </Panel>
  );
}

function RevokeDialog({
  device,
  onClose,
  onRevoked,
}: {
  device: DeviceRow;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const { sync, frame } = useWords();
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const revoke = async () => {
    const done = await run(async (clinic) => (await clinic.revokeDevice(device.id, device.seen, reason.trim()), true));
    if (!done) return;
    onRevoked();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={sync.revokeAsk(device.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={sync.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button color="red" loading={busy} disabled={reason.trim() === ""} onClick={() => void revoke()}>
            {sync.revoke}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
