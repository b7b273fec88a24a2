import { IconFileText } from "@tabler/icons-react";
import { quoteQueries } from "../../ipc/quote-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { QuoteView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useQuoteColumns } from "../../parts/quotes/use-quote-columns";
import { useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { usePatientLine } from "./use-patient-line";

/** Quotes of all patients to which there is no answer yet. */
export function QuotesPanel() {
  const { quotes: words, billing } = useWords();
  const patient = usePatientLine();
  const { go } = useNavigation();
  const view = useClinicQuery(quoteQueries.open());
  const { number, validUntil, state, total } = useQuoteColumns();
  const columns: Column<QuoteView>[] = [
    { key: "patient", head: billing.patient, cell: (row) => patient(row.patient) },
    number,
    validUntil,
    state,
    total,
  ];
  return (
    <Loaded of={view} rows={10}>
      {({ total: all, quotes }) => (
        <Panel title={words.title} flush>
          {quotes.length === 0 ? (
            <Empty icon={IconFileText} title={words.noneOpen}>
              {words.noneOpenHelp}
            </Empty>
          ) : (
            <DataTable
              label={words.title}
              rows={quotes}
              columns={columns}
              rowKey={({ id }) => id}
              onOpen={({ id }) => go({ page: "quote", id })}
            />
          )}
          {quotes.length < all && <p className={classes.nothing}>{billing.firstOf(quotes.length, all)}</p>}
        </Panel>
      )}
    </Loaded>
  );
}
