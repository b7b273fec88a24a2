import { Button, Modal, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { Choice, NewUser } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

const PASSWORD_MIN = 10;

/** A new colleague with one role and a first password. */
export function AddUserDialog({
  roles,
  onClose,
  onAdded,
}: {
  roles: Choice[];
  onClose: () => void;
  onAdded: () => void;
}) {
  const { settings, start, frame } = useWords();
  const [form, setForm] = useState<NewUser>({
    firstName: "",
    lastName: "",
    username: "",
    email: "",
    roleId: "",
    password: "",
  });
  const { busy, problem, run } = useCommand();
  const isComplete =
    [form.firstName, form.lastName, form.username, form.roleId].every((text) => text.trim() !== "") &&
    form.password.length >= PASSWORD_MIN;
  const text = (field: keyof NewUser, label: string) => (
    <TextInput
      label={label}
      value={form[field]}
      autoComplete="off"
      onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
    />
  );
  const add = async () => {
    const user = await run((clinic) => clinic.addUser(form));
    if (!user) return;
    notifications.show({ message: settings.added(user.name) });
    onAdded();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={settings.addUser} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void add())}>
        <Stack gap="md">
          {text("firstName", settings.firstName)}
          {text("lastName", settings.lastName)}
          {text("username", settings.username)}
          {text("email", settings.email)}
          <Select
            label={settings.role}
            data={roles.map(({ id, name }) => ({ value: id, label: name }))}
            value={form.roleId || null}
            onChange={(value) => setForm({ ...form, roleId: value ?? "" })}
          />
          <PasswordInput
            label={settings.password}
            description={start.passwordHelp}
            value={form.password}
            autoComplete="new-password"
            onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button type="submit" loading={busy} disabled={!isComplete}>
            {settings.addUser}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
