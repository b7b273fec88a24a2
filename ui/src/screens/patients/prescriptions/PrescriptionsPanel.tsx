import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPill } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientHeader, PrescriptionView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import { DispenseDialog } from "../../../parts/DispenseDialog";
import { PrescriptionDetails } from "./PrescriptionDetails";
import { PrescriptionForm } from "./PrescriptionForm";
import { PrescriptionMenu } from "./PrescriptionMenu";
import { StateChip, useRefills, WarningChips } from "../../../parts/PrescriptionChips";
import { useFormerPrescription } from "../../../parts/use-former-prescription";

interface Props {
  patient: PatientHeader;
  visitId: string | null;
}

/** The prescriptions of a patient, those in force first. */
export function PrescriptionsPanel(props: Props) {
  const list = useClinicQuery(queries.prescriptions(props.patient.id));
  return <Loaded of={list}>{(rows) => <Prescriptions {...props} rows={rows} />}</Loaded>;
}

function Prescriptions({ patient, visitId, rows }: Props & { rows: PrescriptionView[] }) {
  const { prescriptions: words, patients, sync } = useWords();
  const format = useFormat();
  const refills = useRefills();
  const was = useFormerPrescription();
  const may = useMay();
  const isThere = patient.deletedAt === null;
  const mayPrescribe = may("prescriptions.write") && isThere;
  const mayDispense = may("prescriptions.dispense") && isThere;
  const [form, setForm] = useState<PrescriptionView | "new" | null>(null);
  const [shownId, setShownId] = useState<string | null>(null);
  const [given, setGiven] = useState<PrescriptionView | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === "prescription" || what === "dispensing");
  const shown = rows.find(({ id }) => id === shownId);
  const close = () => {
    setForm(null);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const columns: Column<PrescriptionView>[] = [
    { key: "medicine", head: words.medicine, cell: (row) => [row.medication, row.dosage, row.frequency].join(", ") },
    {
      key: "instructions",
      wide: true,
      head: words.instructions,
      cell: (row) => [row.instructions, was(row)].filter(Boolean).join(" · ") || null,
    },
    { key: "until", head: words.until, width: 112, cell: (row) => format.day(row.validUntil) },
    { key: "refills", head: words.refills, width: 152, cell: refills },
    {
      key: "state",
      head: patients.status,
      width: 200,
      cell: (row) => (
        <>
          <StateChip state={row.state} /> <WarningChips prescription={row} />
        </>
      ),
    },
  ];
  const add = mayPrescribe && form === null && (
    <Button ref={addButton} variant="default" onClick={() => setForm("new")}>
      {words.add}
    </Button>
  );
  return (
    <Panel title={words.tab} action={add}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {form !== null && (
        <PrescriptionForm
          key={form === "new" ? "new" : form.id}
          patientId={patient.id}
          visitId={visitId}
          stored={form === "new" ? null : form}
          onClose={close}
        />
      )}
      {rows.length === 0 && lacks.length === 0 && form === null && (
        <Empty icon={IconPill} title={patient.partial ? patients.partial : words.none}>
          {words.noneHelp}
        </Empty>
      )}
      {rows.length > 0 && (
        <DataTable
          label={words.tab}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.id}
          wraps
          onOpen={(row) => setShownId(row.id)}
          menu={(row) => (
            <PrescriptionMenu
              prescription={row}
              patient={patient}
              mayPrescribe={mayPrescribe}
              mayDispense={mayDispense}
              onDetails={() => setShownId(row.id)}
              onCorrect={() => setForm(row)}
              onDispense={() => setGiven(row)}
            />
          )}
        />
      )}
      {shown !== undefined && (
        <PrescriptionDetails
          prescription={shown}
          patient={patient}
          mayDispense={mayDispense}
          onClose={() => setShownId(null)}
        />
      )}
      {given !== null && <DispenseDialog prescription={given} patient={patient} onClose={() => setGiven(null)} />}
    </Panel>
  );
}
