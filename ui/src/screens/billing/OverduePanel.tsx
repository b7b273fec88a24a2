import { IconCheck } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { InvoiceView, OverduePart } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { InvoiceChips } from "../../parts/InvoiceChip";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { usePatientLine } from "./use-patient-line";

/** What is not paid though it was due, by how long, each with its reminder. */
export function OverduePanel() {
  const { cash: words } = useWords();
  const view = useClinicQuery(queries.overdueInvoices());
  return (
    <Loaded of={view} rows={10}>
      {({ total, parts }) =>
        total === 0 ? (
          <Panel title={words.overdue}>
            <Empty icon={IconCheck} title={words.noneOverdue}>
              {words.noneOverdueHelp}
            </Empty>
          </Panel>
        ) : (
          <div className={classes.parts}>
            {parts
              .filter((part) => part.total > 0)
              .map((part) => (
                <Part key={part.age} part={part} />
              ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Part({ part }: { part: OverduePart }) {
  const { cash: words, billing } = useWords();
  const format = useFormat();
  const patient = usePatientLine();
  const { go } = useNavigation();
  const age = words.ages[part.age];
  const columns: Column<InvoiceView>[] = [
    { key: "patient", head: billing.patient, cell: (row) => patient(row.patient) },
    { key: "number", head: billing.number, width: 136, cell: (row) => <span className="tabular">{row.number}</span> },
    { key: "due", head: billing.due, width: 112, wide: true, cell: (row) => format.day(row.dueOn) },
    { key: "state", head: billing.status, width: 144, cell: (row) => <InvoiceChips invoice={row} /> },
    {
      key: "left",
      head: billing.left,
      width: 104,
      number: true,
      cell: (row) => format.money(row.balance, row.sums.currency),
    },
    {
      key: "remind",
      head: words.reminder,
      width: 160,
      cell: (row) => (
        // the row opens the invoice
        <span onClick={(event) => event.stopPropagation()} role="presentation">
          <PrintButton
            of={{ print: "reminder", invoiceId: row.id }}
            patient={row.patient}
            label={words.remind}
            size="compact-sm"
          />
        </span>
      ),
    },
  ];
  const sums = part.sums.map(({ left, currency }) => format.money(left, currency)).join(", ");
  return (
    <Panel title={words.leftOf(age, sums)} flush>
      <DataTable
        tall
        label={age}
        rows={part.invoices}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={({ id }) => go({ page: "invoice", id })}
      />
      {part.invoices.length < part.total && (
        <p className={classes.nothing}>{billing.firstOf(part.invoices.length, part.total)}</p>
      )}
    </Panel>
  );
}
