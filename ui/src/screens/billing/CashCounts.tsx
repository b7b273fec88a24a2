import { Alert, Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconClock, IconCoins } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { CashReport, CashRow } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { DecimalInput } from "../../parts/DecimalInput";
import { LooseChip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useLabelled, useWords } from "../../words/speech";
import { differenceOf } from "../../parts/amounts";
import classes from "./Billing.module.css";

const keyOf = ({ cashierId, method, currency }: CashRow) => `${cashierId} ${method} ${currency}`;
/** It was not counted, or something came to it since. */
const isOpen = ({ tally, added }: CashRow) => tally === null || added !== null;

/** The payments of a day by who took them and how; what is counted is typed beside what is expected. */
export function CashCounts({ report }: { report: CashReport }) {
  const { cash: words, billing } = useWords();
  const format = useFormat();
  // of sums that are unsure nothing is counted, and a till is counted for all facilities
  const mayCount = useMay()("billing.collect") && !report.isUnsure && report.facility === null;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [remark, setRemark] = useState("");
  const [isAgain, setAgain] = useState(false);
  const { busy, problem, submit } = useCommand();
  const asked = mayCount ? report.rows.filter((row) => isAgain || isOpen(row)) : [];
  const fields = asked.map((_, at) => `counts.${at}`);
  const takes = Object.fromEntries(fields.map((field) => [field, words.takes]));
  const values = { counts: asked.map((row) => typed[keyOf(row)]), remark };
  const { of: errorOf, rest } = useFieldErrors(problem, [...fields, "remark"], values, takes);
  const close = async () => {
    const counts = asked.map((row) => ({
      cashierId: row.cashierId,
      method: row.method,
      currency: row.currency,
      counted: typed[keyOf(row)] ?? "",
    }));
    const after = await submit((clinic) => clinic.closeDay(report.day, { counts, remark }));
    if (after === undefined) return;
    notifications.show({ message: words.isDone(format.day(report.day)) });
    setAgain(false);
    setTyped({});
    setRemark("");
  };
  const unsure = report.isUnsure && <Alert color="yellow">{words.unsure}</Alert>;
  if (report.rows.length === 0)
    return (
      <>
        {unsure}
        <Empty icon={IconCoins} title={words.none}>
          {words.noneHelp}
        </Empty>
      </>
    );
  const money = (row: CashRow, amount: string) => format.money(amount, row.currency);
  const difference = (row: CashRow) => {
    if (!asked.includes(row)) return row.tally === null ? null : money(row, row.tally.difference);
    const off = differenceOf(typed[keyOf(row)] ?? "", row.expected, format.decimalsOf(row.currency));
    return off === null ? null : money(row, off);
  };
  const columns: Column<CashRow>[] = [
    {
      key: "cashier",
      head: words.cashier,
      cell: (row) => (
        <div className={classes.stack}>
          {words.takenBy(row.cashier, billing.methods[row.method])}
          {row.spent !== null && <span className="small muted">{words.spent(money(row, row.spent))}</span>}
        </div>
      ),
    },
    { key: "payments", head: words.payments, width: 96, number: true, wide: true, cell: (row) => row.payments },
    { key: "expected", head: words.expected, width: 96, number: true, cell: (row) => money(row, row.expected) },
    {
      key: "counted",
      head: words.counted,
      width: 120,
      number: true,
      cell: (row) => {
        const at = asked.indexOf(row);
        if (at === -1) return row.tally === null ? null : money(row, row.tally.counted);
        return (
          <DecimalInput
            size="xs"
            aria-label={words.countedOf(row.cashier, billing.methods[row.method])}
            value={typed[keyOf(row)] ?? ""}
            error={errorOf(`counts.${at}`)}
            onChange={(event) => setTyped({ ...typed, [keyOf(row)]: event.currentTarget.value })}
          />
        );
      },
    },
    { key: "difference", head: words.difference, width: 96, number: true, wide: true, cell: difference },
    { key: "state", head: words.status, width: 176, cell: (row) => <Counted row={row} /> },
  ];
  return (
    <form onSubmit={(event) => (event.preventDefault(), void close())}>
      {unsure}
      <DataTable label={words.title} rows={report.rows} columns={columns} rowKey={keyOf} tall wraps />
      <div className={classes.foot}>
        <div>
          {report.totals.map(({ currency, expected, counted, difference: off }) => (
            <p key={currency} className={classes.total}>
              {words.total(format.money(expected, currency))}
              {counted !== null &&
                off !== null &&
                `, ${words.totalCounted(format.money(counted, currency), format.money(off, currency))}`}
            </p>
          ))}
        </div>
        {asked.length > 0 ? (
          <>
            <TextInput
              className={classes.remark}
              label={words.remark}
              value={remark}
              maxLength={fieldLengths.cashClosing.remark}
              error={errorOf("remark")}
              autoComplete="off"
              onChange={(event) => setRemark(event.currentTarget.value)}
            />
            <Button type="submit" loading={busy}>
              {words.close}
            </Button>
          </>
        ) : (
          mayCount && (
            <Button variant="default" onClick={() => setAgain(true)}>
              {words.again}
            </Button>
          )
        )}
      </div>
      {rest !== null && <ProblemAlert problem={rest} />}
    </form>
  );
}

/** Who counted it and when, how it was counted before, and what came after that. */
function Counted({ row }: { row: CashRow }) {
  const { cash: words } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const { tally, earlier, added, isShared } = row;
  if (isShared) return <LooseChip tone="none" icon={IconClock} text={words.isShared} />;
  if (tally === null) return <LooseChip tone="none" icon={IconClock} text={words.notCounted} />;
  const money = (amount: string) => format.money(amount, row.currency);
  return (
    <div className={classes.stack}>
      {added === null ? (
        <LooseChip tone="ok" icon={IconCheck} text={words.isCounted} />
      ) : (
        <LooseChip tone="warn" icon={IconClock} text={words.added(money(added))} />
      )}
      <span className="small muted">
        {labelled(words.countedBy(tally.by, format.dateTime(tally.at)), tally.remark)}
      </span>
      {earlier.map(({ by, at, counted, remark }) => (
        <span key={at} className="small muted">
          {labelled(words.countedBefore(money(counted), by, format.dateTime(at)), remark)}
        </span>
      ))}
    </div>
  );
}
