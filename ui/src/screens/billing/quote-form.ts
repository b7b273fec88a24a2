import type { Day, InvoiceLineForm, QuoteForm } from "../../ipc/views";
import { dayOrText } from "../../words/time";

/** A quote as it is typed. */
export interface TypedQuote {
  lines: InvoiceLineForm[];
  validUntil: string;
  note: string;
}

export const typedOf = ({ lines, validUntil, note }: QuoteForm, day: (day: Day) => string): TypedQuote => ({
  lines,
  validUntil: validUntil === null ? "" : day(validUntil),
  note,
});

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export const toForm = ({ lines, validUntil, note }: TypedQuote): QuoteForm => ({
  lines,
  validUntil: dayOrText(validUntil),
  note,
});
