import { Button, DataList } from "@mantine/core";
import type { PatientView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { Panel } from "../../../parts/Panel";
import { useBirth } from "../../../parts/use-birth";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Contacts.module.css";

/** A patient's other names and contact data. */
export function DetailsPanel({ patient }: { patient: PatientView }) {
  const { patients, frame } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const { form } = patient.form;
  const { address } = form;
  const town = [address.postalCode, address.city].filter(Boolean).join(" ");
  const birth = useBirth();
  const facts: [string, string][] = [
    [patients.form.other, form.otherNames],
    [patients.form.birth, form.birthDate === null ? "" : birth.day(form)],
    [patients.form.gender, form.gender],
    [patients.form.phone, lines(form.phone.split(";"))],
    [patients.form.email, form.email],
    [patients.address, lines([...address.lines.split("\n"), town, address.state, address.country])],
    [patients.form.nationalId, form.nationalId],
    [patients.form.language, format.language(form.preferredLanguage)],
    [patients.dietitian, patient.dietitian ?? ""],
  ];
  return (
    <Panel
      title={patients.tabs.contact}
      action={
        patient.header.mayEdit && (
          <Button variant="subtle" size="xs" onClick={() => go({ page: "edit", id: patient.header.id })}>
            {patients.editDetails}
          </Button>
        )
      }>
      <DataList size="sm" labelWidth="144px">
        {facts.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue className={classes.lines}>
              {value || <span className="muted">{frame.notRecorded}</span>}
            </DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Panel>
  );
}

const lines = (parts: string[]) =>
  parts
    .map((part) => part.trim())
    .filter(Boolean)
    .join("\n");
