import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import type { RoleForm, RoleView } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";

interface Props {
  title: string;
  form: RoleForm;
  save: (clinic: Clinic, form: RoleForm) => Promise<RoleView[]>;
  message: (name: string) => string;
  onSaved: (roles: RoleView[]) => void;
  onClose: () => void;
}

/** What a role of the clinic's own is called. */
export function RoleDialog({ title, form, save, message, onSaved, onClose }: Props) {
  const { roles: words, locations, frame } = useWords();
  const [name, setName] = useState(form.name);
  const [description, setDescription] = useState(form.description);
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(
    problem,
    ["name", "description"],
    { name, description },
    { name: locations.taken },
  );
  const send = async () => {
    const roles = await submit((clinic) => save(clinic, { ...form, name, description }));
    if (roles === undefined) return;
    onSaved(roles);
    notifications.show({ message: message(name.trim()) });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void send())}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={words.name}
            value={name}
            maxLength={fieldLengths.role.name}
            error={errorOf("name")}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={words.description}
            value={description}
            maxLength={fieldLengths.role.description}
            error={errorOf("description")}
            autoComplete="off"
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={name.trim() === ""}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
