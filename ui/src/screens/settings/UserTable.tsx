import { ActionIcon, Button, Group, Menu, Modal, Stack } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useMay, useSession } from "../../nav/session";
import { useCommand } from "../../ipc/use-clinic";
import type { UserRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { DataTable, type Column } from "../../parts/DataTable";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";

/** Everyone who may sign in, with roles and the last time they did. */
export function UserTable({ users, onChanged }: { users: UserRow[]; onChanged: () => void }) {
  const { settings, frame } = useWords();
  const format = useFormat();
  const may = useMay();
  const { session } = useSession();
  const [asking, setAsking] = useState<UserRow | null>(null);
  const columns: Column<UserRow>[] = [
    { key: "name", head: settings.name, cell: (row) => row.name },
    { key: "username", wide: true, head: settings.username, width: 104, cell: (row) => row.username },
    { key: "roles", head: settings.roles, width: 136, cell: (row) => row.roles.join(", ") },
    {
      key: "last",
      wide: true,
      head: settings.lastSignIn,
      width: 144,
      number: true,
      cell: (row) => (row.lastSignIn === null ? settings.never : format.dateTime(row.lastSignIn)),
    },
    {
      key: "active",
      head: settings.status,
      width: 92,
      cell: (row) => <Chip word={row.isActive ? "active" : "inactive"} />,
    },
  ];
  const menu = (row: UserRow) =>
    row.id !== session.userId && (
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`${frame.more}: ${row.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking(row)}>{row.isActive ? settings.deactivate : settings.activate}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  return (
    <Panel title={settings.users} flush>
      <DataTable
        label={settings.users}
        rows={users}
        columns={columns}
        rowKey={(row) => row.id}
        menu={may("users.manage") ? menu : undefined}
      />
      {asking !== null && <ActiveDialog user={asking} onClose={() => setAsking(null)} onChanged={onChanged} />}
    </Panel>
  );
}

function ActiveDialog({ user, onClose, onChanged }: { user: UserRow; onClose: () => void; onChanged: () => void }) {
  const { settings, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const change = async () => {
    if (!(await run((clinic) => clinic.setUserActive(user.id, user.seen, !user.isActive)))) return;
    onChanged();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={user.isActive ? settings.deactivateAsk(user.name) : settings.activate}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {problem !== null && <ProblemAlert problem={problem} />}
        <Group gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {frame.cancel}
          </Button>
          <Button color={user.isActive ? "red" : undefined} loading={busy} onClick={() => void change()}>
            {user.isActive ? settings.deactivate : settings.activate}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
