import { Button, Group } from "@mantine/core";
import { type MouseEvent, useRef } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { PackageToUse, ToInvoice } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { type Column, DataTable } from "../../parts/DataTable";
import { PackageProblem } from "../../parts/packages/PackageProblem";
import { useMayUsePackages, usePackageUses } from "../../parts/packages/use-package-uses";
import { usePackageWords } from "../../parts/packages/use-package-words";
import { useLostFocus } from "../../parts/use-lost-focus";
import { NO_INVOICE } from "../../parts/invoice-form";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { usePatientLine } from "./use-patient-line";

/** Finished visits, each of which is invoiced or paid with a package of the patient's. */
export function ToInvoiceTable({ rows }: { rows: ToInvoice[] }) {
  const { billing: words, packages } = useWords();
  const format = useFormat();
  const patient = usePatientLine();
  const mayWrite = useMay()("billing.write");
  const mayUse = useMayUsePackages();
  const { go } = useNavigation();
  const { leftUntil } = usePackageWords();
  const invoicing = useCommand();
  const using = usePackageUses();
  const busy = invoicing.busy || using.busy;
  const list = useRef<HTMLDivElement>(null);
  const expectLost = useLostFocus(list, rows);
  const begin = async ({ patientId, appointmentId }: ToInvoice) => {
    const draft = await invoicing.submit((clinic) =>
      clinic.beginInvoice({ patientId, appointmentId, form: NO_INVOICE }),
    );
    if (draft) go({ page: "invoiceDraft", id: draft.id });
  };
  const payWith = ({ packageId }: PackageToUse, { appointmentId }: ToInvoice) => {
    expectLost();
    const form = { packageId, appointmentId, on: null, note: "" };
    void using.spend(form, (use) => use.appointmentId === appointmentId);
  };
  // the row itself is invoiced
  const only = (act: () => void) => (event: MouseEvent) => (event.stopPropagation(), act());
  // billing sees no reason of a visit, only what it costs
  const services = useClinicQuery(queries.services()).value ?? [];
  const serviceOf = (kind: string) => services.find(({ code }) => code.toLowerCase() === kind.toLowerCase())?.name;
  const columns: Column<ToInvoice>[] = [
    { key: "patient", head: words.patient, cell: (row) => patient(row.patient) },
    {
      key: "visit",
      head: words.visit,
      width: 224,
      cell: (row) =>
        row.package === null ? (
          format.dateTime(row.startsAt)
        ) : (
          <span className={classes.stack}>
            {format.dateTime(row.startsAt)}
            <span className="small muted tabular">{leftUntil(row.package)}</span>
          </span>
        ),
    },
    { key: "kind", head: words.service, width: 192, wide: true, cell: (row) => serviceOf(row.kind) },
    {
      key: "act",
      head: words.invoice,
      width: 232,
      number: true,
      cell: (row) => {
        const { package: paid } = row;
        const usable = mayUse ? paid : null;
        if (!mayWrite && usable === null) return null;
        return (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            {usable !== null && (
              <Button
                size="compact-sm"
                variant="default"
                disabled={busy}
                aria-label={row.patient === null ? undefined : packages.usePackageOf(row.patient.name)}
                onClick={only(() => payWith(usable, row))}>
                {packages.usePackage}
              </Button>
            )}
            {mayWrite && (
              <Button size="compact-sm" variant="default" disabled={busy} onClick={only(() => void begin(row))}>
                {words.invoice}
              </Button>
            )}
          </Group>
        );
      },
    },
  ];
  return (
    <div ref={list} tabIndex={-1}>
      <PackageProblem problem={invoicing.problem} />
      <PackageProblem problem={using.problem} />
      <DataTable
        tall
        label={words.toInvoice}
        rows={rows}
        columns={columns}
        rowKey={(row) => `${row.appointmentId} ${row.patientId}`}
        {...(mayWrite && { onOpen: (row: ToInvoice) => void begin(row) })}
      />
    </div>
  );
}
