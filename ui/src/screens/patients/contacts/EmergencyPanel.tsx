import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconAlertTriangle, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import { useLeftForm } from "../../../ipc/use-left-form";
import type { ContactView, PatientView, ReadVersionToken } from "../../../ipc/views";
import { AskDialog } from "../../../parts/AskDialog";
import { LooseChip } from "../../../parts/Chip";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";
import { ContactDialog, contactFormOf, NO_TYPED_CONTACT } from "./ContactDialog";
import classes from "./Contacts.module.css";

type Asked = { to: "add" } | { to: "edit" | "remove"; contact: ContactView };

/** The patient's emergency contacts. */
export function EmergencyPanel({ patient, onChanged }: { patient: PatientView; onChanged: () => void }) {
  const { patients, frame, background, sync } = useWords();
  const { problem, run } = useCommand();
  const [asks, setAsks] = useState<Asked | null>(null);
  const { header, contacts } = patient;
  const left = useLeftForm(header.mayEdit ? contactFormOf(header.id) : null, NO_TYPED_CONTACT, ({ contactId }) => {
    const contact = contacts.find(({ id }) => id === contactId);
    setAsks(contact === undefined ? { to: "add" } : { to: "edit", contact });
  });
  const lacks = header.damaged.filter(({ what }) => what === "emergency_contact");
  const offerBack = ({ id, name }: ContactView, removal: ReadVersionToken) =>
    offerUndo(`contact-${id}`, background.removed(name), frame, async () => {
      const back = await run((clinic) => clinic.restoreContact(id, removal));
      onChanged();
      return back;
    });
  return (
    <Panel
      title={patients.contacts}
      action={
        header.mayEdit && (
          <Button variant="subtle" size="xs" onClick={() => setAsks({ to: "add" })}>
            {patients.addContact}
          </Button>
        )
      }>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      <ul className={classes.list}>
        {contacts.map((contact) => (
          <li key={contact.id} className={classes.item}>
            <Shown contact={contact} />
            {header.mayEdit && <ContactMenu contact={contact} onAsk={setAsks} />}
          </li>
        ))}
      </ul>
      {contacts.length === 0 && lacks.length === 0 && (
        <span className="muted small">{header.partial ? patients.partial : patients.noContacts}</span>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      {left.problem !== null && <ProblemAlert problem={left.problem} onRetry={left.reload} />}
      {asks !== null && asks.to !== "remove" && !left.isPending && (
        <ContactDialog
          key={left.at}
          patient={header}
          left={left}
          contact={asks.to === "edit" ? asks.contact : null}
          onClose={() => setAsks(null)}
          onSaved={onChanged}
        />
      )}
      {asks?.to === "remove" && (
        <AskDialog
          question={patients.removeContact(asks.contact.name, header.name)}
          answer={patients.remove}
          patient={header}
          act={async (clinic) => {
            const removal = await clinic.removeContact(asks.contact.id, asks.contact.seen);
            offerBack(asks.contact, removal);
            return removal;
          }}
          onDone={onChanged}
          onClose={() => setAsks(null)}
        />
      )}
    </Panel>
  );
}

function Shown({ contact }: { contact: ContactView }) {
  const { patients } = useWords();
  const { name, relation, phone, email, address } = contact;
  return (
    <div className={classes.shown}>
      {[patients.relations[relation], name, phone].filter(Boolean).join(" · ")}
      {(email !== "" || address !== "") && (
        <Text size="xs" c="dimmed">
          {[email, address.replaceAll("\n", ", ")].filter(Boolean).join(" · ")}
        </Text>
      )}
    </div>
  );
}

function ContactMenu({ contact, onAsk }: { contact: ContactView; onAsk: (asked: Asked) => void }) {
  const { patients, frame } = useWords();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={frame.labelled(frame.more, contact.name)}>
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
