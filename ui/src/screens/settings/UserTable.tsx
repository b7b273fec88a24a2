import { ActionIcon, Button, Group, Menu, Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths, passwordLengthMin } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { Choice, FormOf, NewUser, UserRow } from "../../ipc/views";
import { useMay, useSession } from "../../nav/session";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useRoleName } from "../../parts/use-role-name";
import { useFormat, useWords } from "../../words/speech";
import { UserDialog } from "./UserDialog";

/** The users, with their roles and last sign-in. */
export function UserTable({ users, onChanged }: { users: UserRow[]; onChanged: () => void }) {
  const { settings, frame } = useWords();
  const format = useFormat();
  const roleName = useRoleName();
  const may = useMay();
  const { session } = useSession();
  const [asking, setAsking] = useState<UserRow | null>(null);
  const [resetting, setResetting] = useState<UserRow | null>(null);
  const [edited, setEdited] = useState<UserRow | null>(null);
  const { problem, run } = useCommand();
  const unlock = async (row: UserRow) => {
    const user = await run((clinic) => clinic.unlockUser(row.id));
    if (!user) return;
    notifications.show({ message: settings.unlocked(user.name) });
    onChanged();
  };
  const isOdd = (row: UserRow) => row.lockedUntil !== null || !row.isActive;
  const columns: Column<UserRow>[] = [
    { key: "name", head: settings.name, cell: (row) => row.name },
    { key: "username", wide: true, head: settings.username, width: 104, cell: (row) => row.username },
    { key: "roles", head: settings.roles, width: 136, cell: (row) => row.roles.map(roleName).join(", ") },
    {
      key: "last",
      wide: true,
      head: settings.lastSignIn,
      width: 144,
      number: true,
      cell: (row) => (row.lastSignIn === null ? settings.never : format.dateTime(row.lastSignIn)),
    },
  ];
  // hide the column where it would be empty
  const statusColumn: Column<UserRow> = {
    key: "active",
    head: settings.status,
    width: 92,
    cell: (row) =>
      row.lockedUntil === null ? (
        !row.isActive && <Chip word="inactive" />
      ) : (
        <span className="small">{settings.lockedUntil(format.time(row.lockedUntil))}</span>
      ),
  };
  const menu = (row: UserRow) =>
    row.id !== session.userId && (
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`${frame.more}: ${row.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {row.lockedUntil !== null && <Menu.Item onClick={() => void unlock(row)}>{settings.unlock}</Menu.Item>}
          <Menu.Item onClick={() => setResetting(row)}>{settings.resetPassword}</Menu.Item>
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
      {resetting !== null && <ResetDialog user={resetting} onClose={() => setResetting(null)} onChanged={onChanged} />}
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

/** The user of a dialog, with the user name: two users may share a name. */
function UserLine({ user }: { user: UserRow }) {
  const roleName = useRoleName();
  return (
    <Text size="sm">
      <span className="strong">{user.name}</span>
      {` · ${[user.username, ...user.roles.map(roleName)].join(" · ")}`}
    </Text>
  );
}

/** Sets a new password for a user who forgot theirs. */
function ResetDialog({ user, onClose, onChanged }: { user: UserRow; onClose: () => void; onChanged: () => void }) {
  const { settings, start, frame } = useWords();
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useCommand();
  const reset = async () => {
    if (!(await run((clinic) => clinic.resetPassword(user.id, password)))) return;
    notifications.show({ message: settings.passwordReset(user.name) });
    onChanged();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${settings.resetPassword}: ${user.name}`}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void reset())}>
        <Stack gap="md">
          <UserLine user={user} />
          <Text size="sm">{settings.resetHelp}</Text>
          <PasswordInput
            data-autofocus
            label={settings.newPassword}
            description={start.passwordHelp}
            value={password}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={password.length < passwordLengthMin}>
              {settings.resetPassword}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

interface AddUserProps {
  roles: Choice[];
  onClose: () => void;
  onAdded: () => void;
}

type TypedUser = Omit<NewUser, "password">;
const NO_USER: TypedUser = { firstName: "", lastName: "", username: "", email: "", roleId: "" };
const NEW_USER: FormOf = { form: "setting", list: "users", id: null };
const USER_FIELDS = [...Object.keys(NO_USER), "password"];

/** Adds a user with one role and a first password. A draft is restored, without its password. */
export function AddUserDialog(props: AddUserProps) {
  const left = useLeftForm(NEW_USER, NO_USER);
  return !left.isPending && <AddUserFields key={left.at} {...props} left={left} />;
}

function AddUserFields({ roles, onClose, onAdded, left }: AddUserProps & { left: LeftForm<TypedUser> }) {
  const { settings, start, frame } = useWords();
  const roleName = useRoleName();
  const [form, setForm] = useState<NewUser>({ ...NO_USER, ...left.typed, password: "" });
  const { firstName, lastName, username, email, roleId } = form;
  const draft = useTypedForm(NEW_USER, { firstName, lastName, username, email, roleId });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, USER_FIELDS);
  const isComplete =
    [form.firstName, form.lastName, form.username, form.roleId].every((text) => text.trim() !== "") &&
    form.password.length >= passwordLengthMin;
  const text = (field: "firstName" | "lastName" | "username" | "email", label: string) => (
    <TextInput
      label={label}
      data-autofocus={field === "firstName" || undefined}
      value={form[field]}
      maxLength={fieldLengths.user[field]}
      error={errors.of(field)}
      autoComplete="off"
      onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
    />
  );
  const add = async () => {
    const user = await submit((clinic) => clinic.addUser(form), draft.saveNow);
    if (!user) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: settings.added(user.name) });
    onAdded();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={settings.addUser}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void add())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          {text("firstName", settings.firstName)}
          {text("lastName", settings.lastName)}
          {text("username", settings.username)}
          {text("email", settings.email)}
          <Select
            label={settings.role}
            data={roles.map(({ id, name }) => ({ value: id, label: roleName(name) }))}
            value={form.roleId || null}
            error={errors.of("roleId")}
            onChange={(value) => setForm({ ...form, roleId: value ?? "" })}
          />
          <PasswordInput
            label={settings.password}
            description={start.passwordHelp}
            value={form.password}
            error={errors.of("password")}
            autoComplete="new-password"
            onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
          />
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={isComplete ? null : settings.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isComplete}>
              {settings.addUser}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
