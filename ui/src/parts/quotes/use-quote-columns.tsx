import type { QuoteView } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import type { Column } from "../DataTable";
import { QuoteChips } from "./QuoteChips";

/** What every list of quotes shows of each of them. */
export function useQuoteColumns() {
  const { quotes: words, billing } = useWords();
  const format = useFormat();
  return {
    number: {
      key: "number",
      head: billing.number,
      width: 152,
      cell: (row) => <span className="tabular">{row.number}</span>,
    },
    validUntil: {
      key: "validUntil",
      head: words.validUntil,
      width: 128,
      wide: true,
      cell: (row) => format.day(row.validUntil),
    },
    state: { key: "state", head: billing.status, width: 184, cell: (row) => <QuoteChips quote={row} /> },
    total: {
      key: "total",
      head: billing.total,
      width: 104,
      number: true,
      cell: (row) => format.money(row.sums.total, row.sums.currency),
    },
  } satisfies Record<string, Column<QuoteView>>;
}
