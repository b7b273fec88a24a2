import { ActionIcon, Button, Group, Menu, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { UserRow } from "../../ipc/views";
import { useMay, useSession } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useRoleGiven } from "../../parts/use-role-name";
import { useFormat, useWords } from "../../words/speech";
import { codeState, NewCodeDialog } from "./UserCode";
import { UserDialog } from "./UserDialog";
import { UserLine } from "./UserLine";

/** The users, with their roles and last sign-in, which this computer knows of itself alone. */
export function UserTable({ users, onChanged }: { users: UserRow[]; onChanged: () => void }) {
  const { settings, userCodes: words, emailCodes, frame } = useWords();
  const format = useFormat();
  const roleGiven = useRoleGiven();
  const may = useMay();
  const { session } = useSession();
  const [asking, setAsking] = useState<UserRow | null>(null);
  const [coded, setCoded] = useState<UserRow | null>(null);
  const [edited, setEdited] = useState<UserRow | null>(null);
  const { problem, run } = useCommand();
  const unlock = async (row: UserRow) => {
    const user = await run((clinic) => clinic.unlockUser(row.id));
    if (!user) return;
    notifications.show({ message: settings.unlocked(user.name) });
    onChanged();
  };
  const isOdd = (row: UserRow) => row.lockedUntil !== null || !row.isActive || row.code !== null;
  const columns: Column<UserRow>[] = [
    { key: "name", head: settings.name, cell: (row) => row.name },
    { key: "username", wide: true, head: settings.username, width: 104, cell: (row) => row.username },
    {
      key: "email",
      wide: true,
      head: emailCodes.head,
      width: 104,
      cell: ({ isEmailVerified }) =>
        isEmailVerified !== null && (
          <span className="small">{isEmailVerified ? emailCodes.verified : emailCodes.notVerified}</span>
        ),
    },
    { key: "roles", head: settings.roles, width: 136, cell: (row) => row.roles.map(roleGiven).join(", ") },
    {
      key: "last",
      wide: true,
      head: settings.lastSignIn,
      width: 184,
      number: true,
      cell: (row) => (row.lastSignIn === null ? settings.never : format.dateTime(row.lastSignIn)),
    },
  ];
  // hide the column where it would be empty
  const statusColumn: Column<UserRow> = {
    key: "active",
    head: settings.status,
    width: 132,
    cell: (row) => {
      if (row.lockedUntil !== null)
        return <span className="small">{settings.lockedUntil(format.time(row.lockedUntil))}</span>;
      if (!row.isActive) return <Chip word="inactive" />;
      return row.code !== null && <span className="small">{codeState(row.code, words, format)}</span>;
    },
  };
  const menu = (row: UserRow) =>
    row.id !== session.userId && (
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, row.name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {row.lockedUntil !== null && <Menu.Item onClick={() => void unlock(row)}>{settings.unlock}</Menu.Item>}
          <Menu.Item onClick={() => setCoded(row)}>{row.code === null ? words.resetPassword : words.newCode}</Menu.Item>
          <Menu.Item onClick={() => setAsking(row)}>{row.isActive ? settings.deactivate : settings.activate}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  return (
    <Panel title={settings.users} flush>
      <DataTable
        label={settings.users}
        rows={users}
        columns={users.some(isOdd) ? [...columns, statusColumn] : columns}
        rowKey={(row) => row.id}
        onOpen={may("users.manage") ? setEdited : undefined}
        menu={may("users.manage") ? menu : undefined}
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      {coded !== null && <NewCodeDialog user={coded} onClose={() => setCoded(null)} onChanged={onChanged} />}
      {edited !== null && <UserDialog user={edited} onClose={() => setEdited(null)} onChanged={onChanged} />}
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
        <UserLine user={user} />
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
