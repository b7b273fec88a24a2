import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { NO_INVOICE } from "../parts/invoice-form";
import { computed } from "./fake-invoices";
import { packageCommands } from "./fake-packages";
import * as R from "./records";

const TODAY = "2026-11-20";
const USUALLY_UNTIL = "2026-12-20";
/** What was made of a quote; without a total it is that of the quote. */
type Made = Omit<V.QuoteInvoice, "total"> & { total?: string };
type Row = Omit<V.QuoteView, "state" | "patient" | "invoice"> & { isDeclined: boolean; invoice: Made | null };

const line = (serviceId: V.Id, quantity: string): V.InvoiceLineForm => ({ serviceId, quantity, price: "", tax: "" });

function viewOf({ isDeclined, ...row }: Row): V.QuoteView {
  const { invoice, form, validUntil } = row;
  const state: V.QuoteState =
    invoice !== null
      ? "invoiced"
      : isDeclined
        ? "declined"
        : form.lines.length === 0
          ? "empty"
          : validUntil < TODAY
            ? "expired"
            : "waiting";
  const made = invoice === null ? null : { total: row.sums.total, ...invoice };
  return { ...row, patient: R.person(row.patientId), state, invoice: made };
}

/** Checks a form as the clinic does, and computes it. */
function checked({ lines, validUntil, note }: V.QuoteForm, madeOn: V.Day) {
  const fault = (reason: V.Reason) => R.refusal("invalid", { field: "validUntil", reason });
  const until = validUntil ?? USUALLY_UNTIL;
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) throw fault("notADate");
  if (until < madeOn) throw fault("backwards");
  return { ...computed({ lines }), validUntil: until, form: { lines, validUntil: until, note } };
}

/** What patients are billed for, and quotes: each patient has one in another state. */
export function billingCommands(state: { empty: boolean }, onChanged: () => void) {
  const billing = packageCommands(state, onChanged);
  const row = (index: number, patientId: V.Id, form: V.QuoteForm, more: Partial<Row> = {}): Row => ({
    id: `q${index}`,
    seen: "1",
    number: `Q1-0000${index}-K7QX`,
    patientId,
    isPatientDeleted: false,
    madeOn: "2026-10-01",
    by: "Omar Haddad",
    isDeclined: false,
    invoice: null,
    ...checked(form, "2026-10-01"),
    ...more,
  });
  const form = (lines: V.InvoiceLineForm[], validUntil: V.Day, note = ""): V.QuoteForm => ({ lines, validUntil, note });
  let rows: Row[] = state.empty
    ? []
    : [
        row(5, "p1", form([line("s1", "1")], "2026-11-30"), {
          invoice: { draftId: "d90", invoiceId: "i1", number: "1-00001-K7QX" },
        }),
        row(1, "p1", form([line("s1", "1"), line("s2", "3")], "2026-12-03", "For the whole family")),
        row(2, "p2", form([line("s1", "2")], "2026-11-13")),
        row(3, "p4", form([line("s2", "1")], "2026-12-03"), { isDeclined: true }),
        row(4, "p3", form([line("s2", "1")], "2026-12-03"), {
          invoice: { draftId: "d1", invoiceId: null, number: null, total: "99.00" },
        }),
      ];
  const removed = new Map<V.Id, Row>();
  let next = 5;
  const find = (id: V.Id) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw R.refusal("notFound");
    return row;
  };
  const put = (changed: Row) => {
    const stored = { ...changed, seen: `${changed.seen}+` };
    rows = rows.some(({ id }) => id === stored.id)
      ? rows.map((one) => (one.id === stored.id ? stored : one))
      : [stored, ...rows];
    onChanged();
    return viewOf(stored);
  };
  const open = (id: V.Id) => {
    const row = find(id);
    if (row.invoice !== null) throw R.refusal("invalid", { field: "quote", reason: "outOfOrder" });
    return row;
  };
  const refOf = (made: Row | undefined): V.QuoteRef | null =>
    made === undefined ? null : { id: made.id, number: made.number };
  const quoteOf = {
    draft: (id: V.Id) => refOf(rows.find(({ invoice }) => invoice?.draftId === id)),
    invoice: (id: V.Id) => refOf(rows.find(({ invoice }) => invoice?.invoiceId === id)),
  };

  return {
    ...billing,
    invoiceDraft: async (id) => ({ ...(await billing.invoiceDraft(id)), quote: quoteOf.draft(id) }),
    invoice: async (id) => ({ ...(await billing.invoice(id)), quote: quoteOf.invoice(id) }),
    issueInvoice: async (id) => {
      const issued = await billing.issueInvoice(id);
      const made = rows.find(({ invoice }) => invoice?.draftId === id);
      if (made !== undefined) put({ ...made, invoice: { draftId: id, invoiceId: issued.id, number: issued.number } });
      return { ...issued, quote: refOf(made) };
    },
    quotes: async (patientId) => ({
      isUnsure: false,
      quotes: rows.filter((one) => one.patientId === patientId).map(viewOf),
    }),
    quote: async (id) => viewOf(find(id)),
    openQuotes: async () => {
      const all = rows.map(viewOf).filter(({ state: is }) => is === "waiting" || is === "expired");
      return { total: all.length, quotes: all.sort((one, other) => one.validUntil.localeCompare(other.validUntil)) };
    },
    previewQuote: async (_id, typed) => computed(typed),
    addQuote: async (quote) =>
      put({ ...row((next += 1), quote.patientId, quote.form), madeOn: TODAY, ...checked(quote.form, TODAY) }),
    editQuote: async ({ id, form: typed }) => put({ ...open(id), ...checked(typed, find(id).madeOn) }),
    declineQuote: async (id, _seen, isDeclined) => put({ ...open(id), isDeclined }),
    invoiceQuote: async (id) => {
      const of = open(id);
      const { state: is } = viewOf(of);
      if (is === "declined") throw R.refusal("invalid", { field: "quote", reason: "cancelled" });
      if (is === "empty") throw R.refusal("invalid", { field: "quote", reason: "required" });
      const asked = { ...NO_INVOICE, lines: of.form.lines };
      const draft = await billing.beginInvoice({ patientId: of.patientId, appointmentId: null, form: asked });
      put({ ...of, invoice: { draftId: draft.id, invoiceId: null, number: null } });
      return { ...draft, quote: refOf(of) };
    },
    removeQuote: async (id) => {
      removed.set(id, open(id));
      rows = rows.filter((one) => one.id !== id);
      onChanged();
      return "removal";
    },
    restoreQuote: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
}
