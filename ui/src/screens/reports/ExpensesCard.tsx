import type { ReportExpenses, ReportView } from "../../ipc/views";
import { DataTable } from "../../parts/DataTable";
import { useCategorySums } from "../../parts/use-category-sums";
import { useFormat, useWords } from "../../words/speech";
import { ReportCard } from "./ReportCard";
import { SpanChart } from "./SpanChart";

interface Props {
  expenses: ReportExpenses;
  report: ReportView;
  /** What each span is called. */
  labels: string[];
}

/** What the clinic itself spent in one currency, and what is left of its income. */
export function ExpensesCard({ expenses, report, labels }: Props) {
  const { reports: words, expenses: spending } = useWords();
  const format = useFormat();
  const sumsOf = useCategorySums();
  const money = (amount: string) => format.money(amount, expenses.currency);
  const title = words.expenses(expenses.currency);
  const lines = [
    ...expenses.spans.map((amount, at) => ({ key: String(at), name: labels[at]!, amount })),
    ...expenses.categories.map(({ category, amount }) => ({
      key: category,
      name: spending.categories[category],
      amount,
    })),
    { key: "total", name: words.spent, amount: expenses.total },
    { key: "left", name: words.left, amount: expenses.left },
  ];
  return (
    <ReportCard
      title={title}
      query={report.query}
      sheet="expenses"
      line={words.spentOf(money(expenses.total), money(expenses.left))}
      chart={
        <>
          <SpanChart
            title={title}
            shape="bars"
            labels={labels}
            written={(value) => format.number(value, 0)}
            series={[{ key: "spent", label: words.spent, values: expenses.spans.map(Number) }]}
          />
          <p className="small muted tabular">{sumsOf(expenses)}</p>
          {report.query.facilityId !== null && <p className="small muted">{words.ofAppointments}</p>}
        </>
      }
      table={
        <DataTable
          label={title}
          rows={lines}
          rowKey={({ key }) => key}
          columns={[
            { key: "name", head: words.name, cell: ({ name }) => name },
            { key: "amount", head: words.spent, width: 120, number: true, cell: ({ amount }) => money(amount) },
          ]}
        />
      }
    />
  );
}
