import { Table } from "@mantine/core";
import type { InvoiceLineView, InvoiceSums } from "../../ipc/views";
import { THIN } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Invoice.module.css";

interface Props {
  /** None where they cannot be read. */
  lines: InvoiceLineView[] | null;
  sums: InvoiceSums;
}

/** The lines of an invoice and their sums, as they are printed. */
export function InvoiceSheet({ lines, sums }: Props) {
  const { billing: words } = useWords();
  const format = useFormat();
  const money = (amount: string) => format.money(amount, sums.currency);
  const totals: [string, string][] = [
    [words.net, sums.net],
    [words.taxSum, sums.tax],
    [words.total, sums.total],
  ];
  return (
    <>
      {lines === null ? (
        <p className={classes.note}>{words.unreadable}</p>
      ) : (
        <Table tabularNums withRowBorders={false} verticalSpacing={4} aria-label={words.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.service}</Table.Th>
              <Table.Th className={classes.number}>{words.quantity}</Table.Th>
              <Table.Th className={classes.number}>{words.price}</Table.Th>
              <Table.Th className={classes.number}>{words.tax}</Table.Th>
              <Table.Th className={classes.number}>{words.lineTotal}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line, index) => (
              <Table.Tr key={index}>
                <Table.Td>{line.description}</Table.Td>
                <Table.Td className={classes.number}>{format.number(line.quantity)}</Table.Td>
                <Table.Td className={classes.number}>{money(line.price)}</Table.Td>
                <Table.Td className={classes.number}>{`${format.number(Number(line.taxPercent), 2)}${THIN}%`}</Table.Td>
                <Table.Td className={classes.number}>{money(line.total)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <dl className={classes.sums}>
        {totals.map(([name, amount]) => (
          <div key={name} className={classes.sum}>
            <dt>{name}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
