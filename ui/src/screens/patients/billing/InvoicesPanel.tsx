import { Alert, Button } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { InvoiceDraftView, InvoiceView, PatientHeader } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { Chip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { InvoiceChips } from "../../../parts/InvoiceChip";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { NO_INVOICE } from "../../../parts/invoice-form";
import { useFormat, useWords } from "../../../words/speech";

type Row = { draft: InvoiceDraftView } | { invoice: InvoiceView };

/** What a patient is billed for. */
export function InvoicesPanel({ patient }: { patient: PatientHeader }) {
  const { billing: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const mayWrite = useMay()("billing.write") && patient.deletedAt === null;
  const { busy, problem, run } = useCommand();
  const view = useClinicQuery(queries.invoices(patient.id));
  const begin = async () => {
    const draft = await run((clinic) =>
      clinic.beginInvoice({ patientId: patient.id, appointmentId: null, form: NO_INVOICE }),
    );
    if (draft) go({ page: "invoiceDraft", id: draft.id });
  };
  const of = (row: Row) => ("draft" in row ? row.draft : row.invoice);
  const columns: Column<Row>[] = [
    { key: "number", head: words.number, cell: (row) => ("draft" in row ? words.draft : row.invoice.number) },
    {
      key: "issued",
      head: words.issued,
      width: 112,
      wide: true,
      cell: (row) => ("draft" in row ? "" : format.day(row.invoice.issuedOn)),
    },
    {
      key: "due",
      head: words.due,
      width: 112,
      wide: true,
      cell: (row) => ("draft" in row ? "" : format.day(row.invoice.dueOn)),
    },
    {
      key: "state",
      head: words.status,
      width: 200,
      cell: (row) => ("draft" in row ? <Chip word="draft" /> : <InvoiceChips invoice={row.invoice} />),
    },
    {
      key: "total",
      head: words.total,
      width: 104,
      number: true,
      cell: (row) => format.money(of(row).sums.total, of(row).sums.currency),
    },
    {
      key: "left",
      head: words.left,
      width: 104,
      number: true,
      cell: (row) => ("draft" in row ? "" : format.money(row.invoice.balance, row.invoice.sums.currency)),
    },
  ];
  const open = (row: Row) =>
    "draft" in row ? go({ page: "invoiceDraft", id: row.draft.id }) : go({ page: "invoice", id: row.invoice.id });
  return (
    <Panel
      title={words.title}
      flush
      action={
        mayWrite && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void begin()}>
            {words.add}
          </Button>
        )
      }>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Loaded of={view}>
        {({ isUnsure, drafts, invoices }) => {
          const rows: Row[] = [...drafts.map((draft) => ({ draft })), ...invoices.map((invoice) => ({ invoice }))];
          return (
            <>
              {isUnsure && <Alert color="yellow">{words.unsure}</Alert>}
              {rows.length === 0 ? (
                <Empty icon={IconReceipt} title={words.none}>
                  {words.noneHelp}
                </Empty>
              ) : (
                <DataTable
                  label={words.title}
                  rows={rows}
                  columns={columns}
                  rowKey={(row) => of(row).id}
                  onOpen={open}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
