import type { ReportIncome, ReportLoad, ReportSpan, ReportStep, ReportView } from "../../ipc/views";
import { type Column, DataTable } from "../../parts/DataTable";
import { THIN } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import { ExpensesCard } from "./ExpensesCard";
import { ReportCard } from "./ReportCard";
import classes from "./Reports.module.css";
import { SpanChart } from "./SpanChart";

type Row = ReportSpan & { at: number; isTotal: boolean };

/** The figures of a report, a card each. */
export function ReportCards({ report }: { report: ReportView }) {
  const { reports: words } = useWords();
  const format = useFormat();
  const { query, step, spans, total, income, expenses } = report;
  const labels = useSpanLabels(step, spans);
  const percent = usePercent();
  const number = (value: number | null) => (value === null ? null : format.number(value, 0));
  const rows: Row[] = [...spans, total].map((span, at) => ({ ...span, at, isTotal: at === spans.length }));
  const span: Column<Row> = {
    key: "span",
    head: words.span[step],
    cell: ({ at, isTotal }) => (isTotal ? words.allOf : labels[at]),
  };
  const counted = (key: string, head: string, of: (row: Row) => string | null): Column<Row> => ({
    key,
    head,
    width: 84,
    number: true,
    cell: of,
  });
  const table = (title: string, columns: Column<Row>[]) => (
    <DataTable label={title} rows={rows} rowKey={({ at }) => String(at)} columns={[span, ...columns]} />
  );
  const { titles } = words;
  const isNone = total.appointments + total.cancelled === 0;
  const written = (value: number) => format.number(value, 0);
  const counts = (n: number) => ({ n, text: written(n) });
  return (
    <div className={classes.cards}>
      <ReportCard
        query={query}
        title={titles.appointments}
        sheet="appointments"
        line={isNone ? words.none : words.bookedOf(written(total.appointments), counts(total.cancelled))}
        chart={
          <SpanChart
            title={titles.appointments}
            shape="bars"
            labels={labels}
            written={written}
            series={[{ key: "booked", label: words.booked, values: spans.map((one) => one.appointments) }]}
          />
        }
        table={table(titles.appointments, [
          counted("booked", words.booked, (row) => number(row.appointments)),
          counted("came", words.came, (row) => number(row.came)),
          counted("cancelled", words.cancelled, (row) => number(row.cancelled)),
        ])}
      />
      <ReportCard
        query={query}
        title={titles.noShows}
        sheet="appointments"
        line={isNone ? words.none : words.ofDue(counts(total.noShows), percent(total.noShowPermille))}
        chart={
          <SpanChart
            title={titles.noShows}
            shape="bars"
            labels={labels}
            written={written}
            series={[{ key: "missed", label: words.missed, values: spans.map((one) => one.noShows) }]}
          />
        }
        table={table(titles.noShows, [
          counted("missed", words.missed, (row) => number(row.noShows)),
          counted("rate", words.rate, (row) => (row.noShowPermille === null ? null : percent(row.noShowPermille))),
        ])}
      />
      <ReportCard
        query={query}
        title={titles.waiting}
        sheet="waiting"
        line={
          total.waitMedian === null || total.waitNinth === null
            ? words.noWaits
            : words.waited(written(total.waitMedian), written(total.waitNinth))
        }
        chart={
          <SpanChart
            title={titles.waiting}
            shape="lines"
            labels={labels}
            written={(value) => `${written(value)}${THIN}${words.minutes}`}
            series={[
              { key: "median", label: words.median, values: spans.map((one) => one.waitMedian) },
              { key: "ninth", label: words.ninth, values: spans.map((one) => one.waitNinth) },
            ]}
          />
        }
        table={table(titles.waiting, [
          counted("waits", words.waits, (row) => number(row.waits)),
          counted("median", words.median, (row) => number(row.waitMedian)),
          counted("ninth", words.ninth, (row) => number(row.waitNinth)),
        ])}
      />
      <ReportCard
        query={query}
        title={titles.patients}
        sheet="patients"
        line={words.growth(counts(total.newPatients), written(total.patients))}
        chart={
          <SpanChart
            title={titles.patients}
            shape="bars"
            labels={labels}
            written={written}
            series={[{ key: "new", label: words.newOnes, values: spans.map((one) => one.newPatients) }]}
          />
        }
        table={table(titles.patients, [
          counted("new", words.newOnes, (row) => number(row.newPatients)),
          counted("list", words.onList, (row) => number(row.patients)),
        ])}
      />
      {income?.map((one) => (
        <IncomeCard key={one.currency} income={one} report={report} labels={labels} />
      ))}
      {expenses?.map((one) => (
        <ExpensesCard key={one.currency} expenses={one} report={report} labels={labels} />
      ))}
      <LoadCard title={titles.providers} head={words.name} sheet="providers" rows={report.providers} report={report} />
      <LoadCard title={titles.rooms} head={words.room} sheet="rooms" rows={report.rooms} report={report} />
    </div>
  );
}

/** How each span is called: by its first day, or by its month. */
function useSpanLabels(step: ReportStep, spans: ReportSpan[]): string[] {
  const format = useFormat();
  return spans.map(({ from }) => (step === "month" ? format.month(`${from}T12:00:00Z`) : format.shortDay(from)));
}

function usePercent() {
  const format = useFormat();
  return (permille: number | null) => (permille === null ? format.dash : `${format.number(permille / 10, 1)}${THIN}%`);
}

interface IncomeProps {
  income: ReportIncome;
  report: ReportView;
  labels: string[];
}

function IncomeCard({ income, report, labels }: IncomeProps) {
  const { reports: words, billing } = useWords();
  const format = useFormat();
  const money = (amount: string) => format.money(amount, income.currency);
  const { facilityId, departmentId, providerId } = report.query;
  const isNarrowed = [facilityId, departmentId, providerId].some((id) => id !== null);
  const lines = [
    ...report.spans.map((_, at) => ({ key: String(at), name: labels[at]!, amount: income.spans[at]! })),
    ...income.methods.map(({ method, amount }) => ({ key: method, name: billing.methods[method], amount })),
    { key: "paid", name: words.paid, amount: income.paid },
    { key: "refunded", name: words.refunded, amount: income.refunded },
    { key: "net", name: words.net, amount: income.net },
    { key: "invoiced", name: words.invoiced, amount: income.invoiced },
  ];
  const title = words.income(income.currency);
  return (
    <ReportCard
      title={title}
      query={report.query}
      sheet="income"
      line={words.earned(money(income.net), money(income.invoiced))}
      chart={
        <>
          <SpanChart
            title={title}
            shape="bars"
            labels={labels}
            written={(value) => format.number(value, 0)}
            series={[{ key: "net", label: words.net, values: income.spans.map(Number) }]}
          />
          {isNarrowed && <p className="small muted">{words.ofAppointments}</p>}
        </>
      }
      table={
        <DataTable
          label={title}
          rows={lines}
          rowKey={({ key }) => key}
          columns={[
            { key: "name", head: words.name, cell: ({ name }) => name },
            { key: "amount", head: words.net, width: 120, number: true, cell: ({ amount }) => money(amount) },
          ]}
        />
      }
    />
  );
}

interface LoadProps {
  title: string;
  head: string;
  sheet: "providers" | "rooms";
  rows: ReportLoad[];
  report: ReportView;
}

function LoadCard({ title, head, sheet, rows, report }: LoadProps) {
  const { reports: words } = useWords();
  const format = useFormat();
  const percent = usePercent();
  const hours = (minutes: number) => words.hoursOf(format.number(minutes / 60, 1));
  const booked = rows.reduce((sum, row) => sum + row.bookedMinutes, 0);
  const hasHours = rows.some(({ workingMinutes }) => workingMinutes !== null);
  const columns: Column<ReportLoad>[] = [
    { key: "name", head, cell: ({ name }) => name },
    {
      key: "count",
      head: words.titles.appointments,
      width: 112,
      number: true,
      cell: (row) => format.number(row.appointments, 0),
    },
    { key: "hours", head: words.hours, width: 80, number: true, cell: (row) => hours(row.bookedMinutes) },
  ];
  if (hasHours)
    columns.push(
      {
        key: "working",
        head: words.working,
        width: 88,
        number: true,
        wide: true,
        cell: (row) => row.workingMinutes !== null && hours(row.workingMinutes),
      },
      { key: "load", head: words.load, width: 80, number: true, cell: (row) => percent(row.loadPermille) },
    );
  return (
    <ReportCard
      title={title}
      query={report.query}
      sheet={sheet}
      line={booked === 0 ? words.noLoad : words.bookedHours(hours(booked))}
      chart={null}
      table={
        <>
          <DataTable label={title} rows={rows} rowKey={({ id }) => id} columns={columns} />
          {rows.map(({ id, name, workChangedOn }) => {
            if (workChangedOn === null) return null;
            const line = words.workChanged(name, format.day(workChangedOn));
            return (
              <p key={id} className="small muted">
                {line}
              </p>
            );
          })}
        </>
      }
    />
  );
}
