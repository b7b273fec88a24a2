import { Button, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import type { ContactForm, ContactView, PatientName, Relation } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";

const RELATIONS: Relation[] = ["spouse", "parent", "child", "sibling", "guardian", "friend", "other"];
const NO_CONTACT: ContactForm = { name: "", relation: "other", phone: "", email: "", address: "" };

function formOf({ name, relation, phone, email, address }: ContactView): ContactForm {
  return { name, relation, phone, email, address };
}

/** Adds a contact, or edits the one that is given. */
export function ContactDialog({
  patient,
  contact,
  onClose,
  onSaved,
}: {
  patient: PatientName;
  contact: ContactView | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { patients, frame } = useWords();
  const [form, setForm] = useState<ContactForm>(contact === null ? NO_CONTACT : formOf(contact));
  const { busy, problem, run } = useCommand();
  const save = async () => {
    const saved = await run((clinic) =>
      contact === null
        ? clinic.addContact(patient.id, form)
        : clinic.editContact({ id: contact.id, seen: contact.seen, loaded: formOf(contact), form }),
    );
    if (!saved) return;
    onSaved();
    onClose();
  };
  const shared = (name: keyof ContactForm & keyof typeof fieldLengths.emergencyContact, label: string) => ({
    label,
    value: form[name],
    maxLength: fieldLengths.emergencyContact[name],
    autoComplete: "off",
  });
  const set = (changed: Partial<ContactForm>) => setForm({ ...form, ...changed });
  return (
    <Modal
      opened
      onClose={onClose}
      title={contact === null ? patients.addContact : patients.editContact}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <TextInput
            {...shared("name", patients.name)}
            data-autofocus
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={patients.relation}
            allowDeselect={false}
            data={RELATIONS.map((value) => ({ value, label: patients.relations[value] }))}
            value={form.relation}
            onChange={(value) => set({ relation: value ?? "other" })}
          />
          <TextInput
            {...shared("phone", patients.phone)}
            onChange={(event) => set({ phone: event.currentTarget.value })}
          />
          <TextInput
            {...shared("email", patients.form.email)}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <Textarea
            {...shared("address", patients.address)}
            autosize
            minRows={1}
            maxRows={4}
            onChange={(event) => set({ address: event.currentTarget.value })}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={form.name.trim() === ""}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
