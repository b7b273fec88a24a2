import { Alert, Button } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { quoteQueries } from "../../../ipc/quote-queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader, QuoteView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useQuoteColumns } from "../../../parts/quotes/use-quote-columns";
import { useFormat, useWords } from "../../../words/speech";

/** What services would cost a patient, as it was written down for them. */
export function QuotesPanel({ patient }: { patient: PatientHeader }) {
  const { quotes: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const mayWrite = useMay()("billing.write") && patient.deletedAt === null;
  const { busy, problem, submit } = useCommand();
  const view = useClinicQuery(quoteQueries.of(patient.id));
  const { number, validUntil, state, total } = useQuoteColumns();
  const begin = async () => {
    const form = { lines: [], validUntil: null, note: "" };
    const quote = await submit((clinic) => clinic.addQuote({ patientId: patient.id, form }));
    if (quote) go({ page: "quote", id: quote.id });
  };
  const columns: Column<QuoteView>[] = [
    { ...number, width: undefined },
    { key: "made", head: words.made, width: 112, wide: true, cell: (row) => format.day(row.madeOn) },
    validUntil,
    state,
    total,
  ];
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
      <Loaded of={view} rows={2}>
        {({ isUnsure, quotes }) => (
          <>
            {isUnsure && <Alert color="yellow">{words.unsure}</Alert>}
            {quotes.length === 0 ? (
              <Empty icon={IconFileText} title={words.none}>
                {words.noneHelp}
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
          </>
        )}
      </Loaded>
    </Panel>
  );
}
