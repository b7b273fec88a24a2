import { Button, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import { changedOver, type LeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { ContactForm, ContactView, FormOf, PatientName, Relation, ReadVersionToken } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { ResumedNote } from "../../../parts/ResumedNote";
import { Select } from "../../../parts/Select";
import { useWords } from "../../../words/speech";

const RELATIONS: Relation[] = ["spouse", "parent", "child", "sibling", "guardian", "friend", "other"];
const NO_CONTACT: ContactForm = { name: "", relation: "other", phone: "", email: "", address: "" };

function formOf({ name, relation, phone, email, address }: ContactView): ContactForm {
  return { name, relation, phone, email, address };
}

/** The form of a contact, the values that it was loaded with, and the version that the user saw. */
export interface TypedContact {
  contactId: string | null;
  seen: ReadVersionToken;
  loaded: ContactForm;
  form: ContactForm;
}
export const NO_TYPED_CONTACT: TypedContact = { contactId: null, seen: "", loaded: NO_CONTACT, form: NO_CONTACT };
export const contactFormOf = (patientId: string): FormOf => ({ form: "contact", patientId });

/** Adds a contact, or edits the given one; restores an unfinished draft. */
export function ContactDialog({
  patient,
  contact,
  left,
  onClose,
  onSaved,
}: {
  patient: PatientName;
  contact: ContactView | null;
  left: LeftForm<TypedContact>;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { patients, frame } = useWords();
  const loaded = contact === null ? NO_CONTACT : formOf(contact);
  const [form, setForm] = useState<ContactForm>(() => {
    if (left.typed === null) return loaded;
    // a contact that was removed meanwhile is added again from the draft
    return contact === null ? left.typed.form : changedOver(loaded, left.typed.loaded, left.typed.form);
  });
  // keep the version that the user saw: changes by others since then must conflict with this edit
  const seen = left.typed?.seen ?? contact?.seen ?? "";
  const draft = useTypedForm(contactFormOf(patient.id), { contactId: contact?.id ?? null, seen, loaded, form });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, Object.keys(NO_CONTACT), form);
  const save = async () => {
    const write = (clinic: Clinic) =>
      contact === null
        ? clinic.addContact(patient.id, form)
        : clinic.editContact({ id: contact.id, seen, loaded, form }, patient.id);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    draft.recorded();
    left.clear();
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const shared = (name: keyof ContactForm & keyof typeof fieldLengths.emergencyContact, label: string) => ({
    label,
    value: form[name],
    error: errors.of(name),
    maxLength: fieldLengths.emergencyContact[name],
    autoComplete: "off",
  });
  const set = (changed: Partial<ContactForm>) => setForm({ ...form, ...changed });
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={contact === null ? patients.addContact : patients.editContact}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
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
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={close}>
            <Button type="submit" loading={busy} disabled={form.name.trim() === ""}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
