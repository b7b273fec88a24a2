import { ActionIcon, Button, DataList, Menu, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconCalendarOff, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { AppointmentView, ContactForm, ContactView, PatientName, PatientView, Relation } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { AskDialog, DialogActions, PatientLine } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Panel, Sheet } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { ConsentPanel } from "./consents/ConsentPanel";
import { InsurancePanel } from "./insurance/InsurancePanel";
import classes from "./PatientPage.module.css";
import { CareTeamPanel } from "./team/CareTeamPanel";

const RELATIONS: Relation[] = ["spouse", "parent", "child", "sibling", "guardian", "friend", "other"];

/** How to reach the person, and whom to call instead. */
export function Contact({ patient, onChanged }: { patient: PatientView; onChanged: () => void }) {
  const { patients, frame } = useWords();
  const format = useFormat();
  const [asks, setAsks] = useState<Asked | null>(null);
  const { form } = patient.form;
  const next = patient.header.maySeeClinical ? null : patient.nextAppointment;
  const { address } = form;
  const facts: [string, string][] = [
    [patients.form.phone, form.phone],
    [patients.form.email, form.email],
    [
      patients.address,
      [address.lines, [address.postalCode, address.city].filter(Boolean).join(" "), address.state, address.country]
        .filter(Boolean)
        .join(", "),
    ],
    [patients.form.nationalId, form.nationalId],
    [patients.form.language, format.language(form.preferredLanguage)],
    [patients.dietitian, patient.dietitian ?? ""],
  ];
  return (
    <div className={classes.columns}>
      <Panel title={patients.tabs.contact}>
        <DataList size="sm" labelWidth="144px">
          {facts.map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>{value || <span className="muted">{frame.notRecorded}</span>}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
      </Panel>
      <div className={classes.column}>
        {next !== null && (
          <Panel title={patients.next}>
            <div className={classes.item}>
              <div>
                <Text size="sm" fw={500} className="tabular">
                  {format.dateTime(next.startsAt)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[next.provider, next.room].filter(Boolean).join(" · ")}
                </Text>
              </div>
              <Chip word={next.status} />
            </div>
          </Panel>
        )}
        {!patient.header.maySeeClinical && <CareTeamPanel patient={patient.header} team={patient.careTeam} />}
        <ConsentPanel patient={patient} />
        {patient.insurance !== null && <InsurancePanel patient={patient.header} insurance={patient.insurance} />}
        <Panel
          title={patients.contacts}
          action={
            patient.header.mayEdit && (
              <Button variant="subtle" size="xs" onClick={() => setAsks({ to: "add" })}>
                {patients.addContact}
              </Button>
            )
          }>
          <ul className={classes.list}>
            {patient.contacts.map((contact) => (
              <li key={contact.id} className={classes.item}>
                {[patients.relations[contact.relation], contact.name, contact.phone].filter(Boolean).join(" · ")}
                {patient.header.mayEdit && <ContactMenu contact={contact} onAsk={setAsks} />}
              </li>
            ))}
          </ul>
          {patient.contacts.length === 0 && <span className="muted small">{patients.noContacts}</span>}
        </Panel>
      </div>
      {asks !== null && asks.to !== "remove" && (
        <ContactDialog
          patient={patient.header}
          contact={asks.to === "edit" ? asks.contact : null}
          onClose={() => setAsks(null)}
          onSaved={onChanged}
        />
      )}
      {asks?.to === "remove" && (
        <AskDialog
          question={patients.removeContact(asks.contact.name, patient.header.name)}
          answer={patients.remove}
          patient={patient.header}
          act={(clinic) => clinic.removeContact(asks.contact.id, asks.contact.seen)}
          onDone={onChanged}
          onClose={() => setAsks(null)}
        />
      )}
    </div>
  );
}

type Asked = { to: "add" } | { to: "edit" | "remove"; contact: ContactView };

function ContactMenu({ contact, onAsk }: { contact: ContactView; onAsk: (asked: Asked) => void }) {
  const { patients, frame } = useWords();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`${frame.more}: ${contact.name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAsk({ to: "edit", contact })}>{patients.editContact}</Menu.Item>
        <Menu.Item onClick={() => onAsk({ to: "remove", contact })}>{patients.remove}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const NO_CONTACT: ContactForm = { name: "", relation: "other", phone: "" };

function formOf({ name, relation, phone }: ContactView): ContactForm {
  return { name, relation, phone };
}

/** Adds a contact, or edits the one that is given. */
function ContactDialog({
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
    const { name, relation, phone } = form;
    const saved = await run((clinic) =>
      contact === null
        ? clinic.addContact(patient.id, name, relation, phone)
        : clinic.editContact({ id: contact.id, seen: contact.seen, loaded: formOf(contact), form }),
    );
    if (!saved) return;
    onSaved();
    onClose();
  };
  const field = (name: "name" | "phone", label: string) => (
    <TextInput
      label={label}
      data-autofocus={name === "name" || undefined}
      value={form[name]}
      maxLength={fieldLengths.emergencyContact[name]}
      onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={contact === null ? patients.addContact : patients.editContact}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          {field("name", patients.name)}
          <Select
            label={patients.relation}
            allowDeselect={false}
            data={RELATIONS.map((value) => ({ value, label: patients.relations[value] }))}
            value={form.relation}
            onChange={(value) => setForm({ ...form, relation: value ?? "other" })}
          />
          {field("phone", patients.phone)}
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

export function Appointments({ patient }: { patient: PatientView }) {
  const { patients, diary } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const { go } = useNavigation();
  const columns: Column<AppointmentView>[] = [
    { key: "time", head: patients.date, cell: (row) => format.dateTime(row.startsAt) },
    { key: "type", head: diary.type, width: 160, cell: (row) => row.type },
    { key: "provider", wide: true, head: diary.provider, width: 200, cell: (row) => row.provider },
    { key: "room", wide: true, head: diary.room, width: 120, cell: (row) => row.room },
    { key: "status", head: patients.status, width: 128, cell: (row) => <Chip word={row.status} /> },
  ];
  if (patient.appointments.length === 0) return <Empty icon={IconCalendarOff} title={patients.noNext} />;
  return (
    <Sheet>
      <DataTable
        label={patients.tabs.appointments}
        rows={patient.appointments}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={(row) => go({ page: "diary", day: dayOf(row.startsAt, timeZone) })}
      />
    </Sheet>
  );
}
