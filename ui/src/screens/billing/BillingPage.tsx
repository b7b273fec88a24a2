import { Tabs } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { BillingWork, InvoiceDraftView, InvoiceView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { CountedTab } from "../../parts/CountedTab";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { InvoiceChips } from "../../parts/InvoiceChip";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { CashPanel } from "./CashPanel";
import { ExpensesPanel } from "./ExpensesPanel";
import { OverduePanel } from "./OverduePanel";
import { PriceList } from "./PriceList";
import { QuotesPanel } from "./QuotesPanel";
import { ToInvoiceTable } from "./ToInvoiceTable";
import { usePatientLine } from "./use-patient-line";

const PARTS = ["toInvoice", "drafts", "unpaid"] as const;
const PAGES = {
  overdue: OverduePanel,
  quotes: QuotesPanel,
  cash: CashPanel,
  expenses: ExpensesPanel,
  priceList: PriceList,
};
type Part = (typeof PARTS)[number] | keyof typeof PAGES;
const isPage = (name: string | null): name is keyof typeof PAGES => name !== null && name in PAGES;
const isPart = (name: string | null): name is Part => isPage(name) || PARTS.some((part) => part === name);

/** What billing has to do, part by part, what a day has brought, what the clinic spent, and the price list. */
export function BillingPage({ part: firstPart = null }: { part?: Part | null }) {
  const { billing: words, cash, expenses, quotes } = useWords();
  const view = useClinicQuery(queries.billingWork());
  const [chosen, setChosen] = useState<Part | null>(firstPart);
  const first = PARTS.find((part) => (view.value?.[part].length ?? 0) > 0) ?? "toInvoice";
  const part = chosen ?? first;
  return (
    <Page title={words.title}>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && setChosen(to)}>
        <Tabs.List aria-label={words.title}>
          {PARTS.map((name) => (
            <CountedTab key={name} value={name} name={words[name]} count={view.value?.[`${name}Total`] ?? null} />
          ))}
          <Tabs.Tab value="overdue">{cash.overdue}</Tabs.Tab>
          <Tabs.Tab value="quotes">{quotes.title}</Tabs.Tab>
          <Tabs.Tab value="cash">{cash.title}</Tabs.Tab>
          <Tabs.Tab value="expenses">{expenses.title}</Tabs.Tab>
          <Tabs.Tab value="priceList">{words.priceList}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={part} pt="md">
          {isPage(part) ? (
            <Other part={part} />
          ) : (
            <Loaded of={view} rows={10}>
              {(work) => (
                <Panel title={words[part]} flush>
                  <Rows work={work} part={part} />
                  {work[part].length < work[`${part}Total`] && (
                    <p className={classes.nothing}>{words.firstOf(work[part].length, work[`${part}Total`])}</p>
                  )}
                </Panel>
              )}
            </Loaded>
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Other({ part }: { part: keyof typeof PAGES }) {
  const Shown = PAGES[part];
  return <Shown />;
}

function Rows({ work, part }: { work: BillingWork; part: (typeof PARTS)[number] }) {
  const { billing: words } = useWords();
  if (work[part].length === 0)
    return (
      <Empty icon={IconCheck} title={words.allDone}>
        {words.allDoneHelp}
      </Empty>
    );
  if (part === "toInvoice") return <ToInvoiceTable rows={work.toInvoice} />;
  return part === "drafts" ? <Drafts rows={work.drafts} /> : <Unpaid rows={work.unpaid} />;
}

function Drafts({ rows }: { rows: InvoiceDraftView[] }) {
  const { billing: words } = useWords();
  const format = useFormat();
  const patient = usePatientLine();
  const { go } = useNavigation();
  const columns: Column<InvoiceDraftView>[] = [
    { key: "patient", head: words.patient, cell: (row) => patient(row.patient) },
    { key: "begun", head: words.draft, width: 160, cell: (row) => format.dateTime(row.createdAt) },
    {
      key: "total",
      head: words.total,
      width: 112,
      number: true,
      cell: (row) => format.money(row.sums.total, row.sums.currency),
    },
  ];
  return (
    <DataTable
      label={words.drafts}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={({ id }) => go({ page: "invoiceDraft", id })}
    />
  );
}

function Unpaid({ rows }: { rows: InvoiceView[] }) {
  const { billing: words } = useWords();
  const format = useFormat();
  const patient = usePatientLine();
  const { go } = useNavigation();
  const columns: Column<InvoiceView>[] = [
    { key: "patient", head: words.patient, cell: (row) => patient(row.patient) },
    { key: "number", head: words.number, width: 136, cell: (row) => <span className="tabular">{row.number}</span> },
    { key: "due", head: words.due, width: 112, cell: (row) => format.day(row.dueOn) },
    { key: "state", head: words.status, width: 184, cell: (row) => <InvoiceChips invoice={row} /> },
    {
      key: "left",
      head: words.left,
      width: 104,
      number: true,
      cell: (row) => format.money(row.balance, row.sums.currency),
    },
  ];
  return (
    <DataTable
      label={words.unpaid}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={({ id }) => go({ page: "invoice", id })}
    />
  );
}
