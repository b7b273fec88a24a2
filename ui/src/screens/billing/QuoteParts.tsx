import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { InvoiceLineView, InvoiceSums, QuoteView } from "../../ipc/views";
import { PatientLine } from "../../parts/AskDialog";
import { Page } from "../../parts/Page";
import { InvoiceLink } from "../../parts/PageLink";
import { PrintButton } from "../../parts/PrintButton";
import { QuoteChips } from "../../parts/quotes/QuoteChips";
import { useFormat, useWords } from "../../words/speech";
import { shiftDay } from "../../words/time";
import classes from "./Invoice.module.css";
import { InvoiceSheet } from "./InvoiceSheet";

interface FrameProps {
  quote: QuoteView;
  /** What is typed is not stored, and what is stored is printed. */
  isChanged?: boolean;
  tools?: ReactNode;
  primary?: ReactNode;
  children: ReactNode;
}

/** What the page of a quote has in every state: whose it is, how it is, its print and what was made of it. */
export function QuoteFrame({ quote, isChanged = false, tools, primary, children }: FrameProps) {
  const { quotes: words, billing } = useWords();
  const format = useFormat();
  const { id, number, patient, state, validUntil, invoice } = quote;
  const made = words.madeBy(format.day(quote.madeOn), quote.by);
  const isOther = invoice !== null && invoice.total !== quote.sums.total;
  const since = words.expiredSince(format.day(shiftDay(validUntil, 1)));
  return (
    <Page
      title={words.titleOf(number)}
      line={state === "expired" ? `${made} ${since}` : made}
      tools={
        <>
          <QuoteChips quote={quote} />
          <PrintButton
            of={{ print: "quote", quoteId: id }}
            patient={patient}
            disabled={isChanged || quote.form.lines.length === 0}
          />
          {tools}
        </>
      }
      primary={primary}>
      <Group gap="md">
        {patient !== null && <PatientLine patient={patient} />}
        {invoice !== null && (
          <InvoiceLink of={invoice}>
            {invoice.number === null ? words.draftOfInvoice : billing.titleOf(invoice.number)}
          </InvoiceLink>
        )}
        {isOther && <Text size="sm">{words.otherTotal(format.money(invoice.total, quote.sums.currency))}</Text>}
      </Group>
      {children}
    </Page>
  );
}

interface SheetProps {
  /** None where they cannot be read. */
  lines: InvoiceLineView[] | null;
  sums: InvoiceSums;
  /** None while it is no day. */
  validUntil: string | null;
  note: string;
}

/** A quote as it is printed. */
export function QuoteSheet({ lines, sums, validUntil, note }: SheetProps) {
  return (
    <>
      <InvoiceSheet lines={lines} sums={sums} />
      {validUntil !== null && <p className={classes.note}>{validUntil}</p>}
      {note.trim() !== "" && <p className={classes.printed}>{note}</p>}
    </>
  );
}
