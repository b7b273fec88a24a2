import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { Choice, FormOf, NewUser, UserCode } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useRoleName } from "../../parts/use-role-name";
import { useWords } from "../../words/speech";
import { ShownCode } from "./UserCode";

interface AddUserProps {
  roles: Choice[];
  /** Those in use; where there is one, each user has one. */
  departments: Choice[];
  onClose: () => void;
  onAdded: () => void;
}

const NO_USER: NewUser = {
  firstName: "",
  lastName: "",
  username: "",
  email: "",
  roleId: "",
  facilityId: null,
  departmentId: null,
};
const ALL = "all";
const NEW_USER: FormOf = { form: "setting", list: "users", id: null };

/** Adds a user with one role and shows the code with which they sign in once. A draft is restored. */
export function AddUserDialog(props: AddUserProps) {
  const left = useLeftForm(NEW_USER, NO_USER);
  return !left.isPending && <AddUserFields key={left.at} {...props} left={left} />;
}

function AddUserFields({ roles, departments, onClose, onAdded, left }: AddUserProps & { left: LeftForm<NewUser> }) {
  const { settings, users, userCodes: words, locations, frame } = useWords();
  const facilities = (useClinicQuery(queries.facilities()).value ?? []).filter((row) => row.isActive);
  const roleName = useRoleName();
  const [form, setForm] = useState<NewUser>({ ...NO_USER, ...left.typed });
  const [made, setMade] = useState<UserCode | null>(null);
  const draft = useTypedForm(NEW_USER, form);
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, Object.keys(NO_USER), form, {
    facilityId: users.roleForAll,
    departmentId: words.departmentTakes,
  });
  const needed = [form.firstName, form.lastName, form.username, form.email, form.roleId];
  const isComplete =
    needed.every((text) => text.trim() !== "") && (departments.length === 0 || form.departmentId !== null);
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
    const code = await submit((clinic) => clinic.addUser(form), draft.saveNow);
    if (!code) return;
    setMade(code);
    await draft.discard();
    onAdded();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  if (made !== null) {
    const done = () => (left.clear(), onClose());
    return (
      <Modal
        key="code"
        opened
        onClose={done}
        closeOnClickOutside={false}
        closeOnEscape={false}
        title={words.codeOf(`${form.firstName} ${form.lastName}`)}
        closeButtonProps={{ "aria-label": frame.close }}>
        <ShownCode code={made} onClose={done} />
      </Modal>
    );
  }
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
          {facilities.length > 1 && (
            <Select
              label={users.roleFacility}
              allowDeselect={false}
              data={[
                { value: ALL, label: locations.allFacilities },
                ...facilities.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={form.facilityId ?? ALL}
              error={errors.of("facilityId")}
              onChange={(of) => setForm({ ...form, facilityId: of === ALL ? null : of })}
            />
          )}
          {departments.length > 0 && (
            <Select
              label={users.department}
              data={departments.map(({ id, name }) => ({ value: id, label: name }))}
              value={form.departmentId}
              error={errors.of("departmentId")}
              onChange={(departmentId) => setForm({ ...form, departmentId })}
            />
          )}
          <Text size="sm">{words.addHelp}</Text>
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={isComplete ? null : words.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isComplete}>
              {settings.addUser}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
