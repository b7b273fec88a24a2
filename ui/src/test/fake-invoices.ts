import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { NO_CLAIM } from "../parts/invoice-form";
import { claimCommands } from "./fake-claims";
import * as R from "./records";

type Row = Omit<V.InvoiceView, "paid" | "balance" | "state">;
const cents = (text: string) => Math.round(Number(text.replace(",", ".")) * 100);
const plain = (of: number) => (of / 100).toFixed(2);
const PRICES: Partial<Record<V.Id, [code: string, name: string, price: string, tax: string]>> = {
  s1: ["INIT", "First consultation", "75.00", "0"],
  s2: ["BODY", "Body composition measurement", "25.00", "20"],
};

function lineOf(form: V.InvoiceLineForm): V.InvoiceLineView {
  const [code, description, usual, usualTax] = PRICES[form.serviceId]!;
  const [price, taxPercent, quantity] = [form.price || usual, form.tax || usualTax, Number(form.quantity)];
  const net = quantity * cents(price);
  const tax = Math.round((net * Number(taxPercent)) / 100);
  return {
    serviceId: form.serviceId,
    code,
    description,
    quantity,
    price: plain(cents(price)),
    taxPercent,
    net: plain(net),
    tax: plain(tax),
    total: plain(net + tax),
  };
}

function sumsOf(lines: V.InvoiceLineView[]): V.InvoiceSums {
  const sum = (field: "net" | "tax" | "total") => plain(lines.reduce((sum, line) => sum + cents(line[field]), 0));
  return { currency: "EUR", net: sum("net"), tax: sum("tax"), total: sum("total") };
}

/** Checks the lines that are typed, and computes them. */
export function computed(form: { lines: V.InvoiceLineForm[] }) {
  const fault = (field: string) => R.refusal("invalid", { field, reason: "malformed" });
  form.lines.forEach((line, at) => {
    if (PRICES[line.serviceId] === undefined)
      throw R.refusal("invalid", { field: `lines.${at}.serviceId`, reason: "required" });
    if (!/^[1-9]\d*$/.test(line.quantity)) throw fault(`lines.${at}.quantity`);
    if (Number.isNaN(cents(line.price))) throw fault(`lines.${at}.price`);
  });
  const lines = form.lines.map(lineOf);
  return { lines, sums: sumsOf(lines) };
}

function viewOf(row: Row): V.InvoiceView {
  const signed = row.payments.map((one) => (one.refunds === null ? cents(one.amount) : -cents(one.amount)));
  const paid = signed.reduce((sum, amount) => sum + amount, 0);
  const left = (row.void === null ? cents(row.sums.total) : 0) - paid;
  const state: V.InvoiceState =
    row.void !== null && paid === 0
      ? "void"
      : left < 0
        ? "overpaid"
        : left === 0
          ? "paid"
          : row.daysOverdue > 0
            ? "overdue"
            : paid > 0
              ? "partPaid"
              : "open";
  return { ...row, paid: plain(paid), balance: plain(left), state };
}

const once = (serviceId: V.Id): V.InvoiceLineForm => ({ serviceId, quantity: "1", price: "", tax: "" });

/** What patients are billed for: a draft, one that is overdue, one that is paid in part, and a visit without any. */
export function invoiceCommands({ empty }: { empty: boolean }, onChanged: () => void) {
  const claims = claimCommands(empty);
  const draftOf = (id: V.Id, patientId: V.Id, form: V.InvoiceForm): V.InvoiceDraftView => ({
    id,
    seen: `${id} ${JSON.stringify(form)}`,
    patientId,
    patient: R.person(patientId),
    appointmentId: null,
    createdAt: R.at("09:00"),
    by: "Omar Haddad",
    form: { ...form, dueDays: form.dueDays || "30" },
    ...computed(form),
    claim: claims.viewOf(form.claim),
    quote: null,
  });
  const issued = (
    id: V.Id,
    patientId: V.Id,
    lines: V.InvoiceLineView[],
    daysOverdue: number,
    claim: V.ClaimView | null = null,
  ): Row => ({
    id,
    number: `1-0000${id.slice(1)}-K7QX`,
    patientId,
    patient: R.person(patientId),
    appointmentId: null,
    issuedOn: "2026-11-01",
    dueOn: daysOverdue > 0 ? "2026-11-08" : "2026-12-01",
    daysOverdue,
    by: "Omar Haddad",
    isTwin: false,
    isPatientDeleted: false,
    lines,
    claim,
    sums: sumsOf(lines),
    payments: [],
    void: null,
    quote: null,
  });
  const payment = (amount: string, more: Partial<V.PaymentView> = {}): V.PaymentView => ({
    id: `y${paymentCount++}`,
    at: R.at("10:00"),
    by: "Omar Haddad",
    method: "cash",
    amount,
    refunded: "0.00",
    refunds: null,
    reference: "",
    ...more,
  });
  let paymentCount = 1;
  let drafts = empty ? [] : [draftOf("d1", "p3", { lines: [once("s2")], dueDays: "30", claim: NO_CLAIM })];
  let rows = empty ? [] : [issued("i1", "p1", [lineOf(once("s1"))], 12), issued("i2", "p2", [lineOf(once("s1"))], 0)];
  if (rows[1]) rows[1].payments = [payment("40.00", { method: "card", reference: "T-99" })];
  const find = <T extends { id: V.Id }>(all: T[], id: V.Id): T => {
    const row = all.find((one) => one.id === id);
    if (row === undefined) throw R.refusal("notFound");
    return row;
  };
  const replace = (row: Row) => {
    rows = rows.map((one) => (one.id === row.id ? row : one));
    onChanged();
    return viewOf(row);
  };
  const known = ({ claim }: V.InvoiceForm) => {
    if (claims.viewOf(claim)?.isPolicyGone) throw R.refusal("invalid", { field: "policy", reason: "unknown" });
  };
  const amountOf = (typed: string, left: number, field: string) => {
    if (/[.,]\d{3,}$/.test(typed)) throw R.refusal("invalid", { field, reason: "malformed" });
    const amount = typed === "" ? left : cents(typed);
    if (!(amount > 0 && amount <= left)) throw R.refusal("invalid", { field, reason: "impossible" });
    return plain(amount);
  };
  return {
    ...claims.commands,
    invoices: async (id) => ({
      isUnsure: false,
      drafts: drafts.filter(({ patientId }) => patientId === id),
      invoices: rows.filter(({ patientId }) => patientId === id).map(viewOf),
    }),
    invoice: async (id) => viewOf(find(rows, id)),
    invoiceDraft: async (id) => find(drafts, id),
    billingWork: async () => {
      const toInvoice = empty
        ? []
        : [
            {
              appointmentId: "a1",
              patientId: "p5",
              patient: R.person("p5"),
              startsAt: R.at("08:00"),
              kind: "FOLLOW_UP",
              package: null,
            },
          ];
      const unpaid = rows.map(viewOf).filter(({ state }) => !["paid", "void"].includes(state));
      return {
        toInvoiceTotal: toInvoice.length,
        toInvoice,
        draftsTotal: drafts.length,
        drafts,
        unpaidTotal: unpaid.length,
        unpaid,
      };
    },
    overdueInvoices: async () => {
      const late = rows.map(viewOf).filter(({ state }) => state === "overdue");
      const left = plain(late.reduce((sum, { balance }) => sum + cents(balance), 0));
      const part = (age: V.OverdueAge, invoices: V.InvoiceView[]): V.OverduePart => ({
        age,
        total: invoices.length,
        sums: invoices.length === 0 ? [] : [{ currency: "EUR", left }],
        invoices,
      });
      return { total: late.length, parts: [part("upTo30", late), part("upTo60", []), part("over60", [])] };
    },
    previewInvoice: async (_id, form) => (known(form), computed(form)),
    beginInvoice: async ({ patientId, appointmentId, form }) => {
      const lines = appointmentId === null ? form.lines : [once("s1")];
      const draft = { ...draftOf(`d${drafts.length + 2}`, patientId, { ...form, lines }), appointmentId };
      drafts = [...drafts, draft];
      onChanged();
      return draft;
    },
    editInvoiceDraft: async (id, _seen, _loaded, form) => {
      known(form);
      const edited = draftOf(id, find(drafts, id).patientId, form);
      drafts = drafts.map((draft) => (draft.id === id ? edited : draft));
      onChanged();
      return edited;
    },
    discardInvoiceDraft: async (id) => {
      drafts = drafts.filter((draft) => draft.id !== id);
      onChanged();
      return null;
    },
    issueInvoice: async (id) => {
      const { patientId, lines, claim, form } = find(drafts, id);
      known(form);
      if (!lines?.length) throw R.refusal("invalid", { field: "lines", reason: "required" });
      const row = issued(`i${rows.length + 1}`, patientId, lines, 0, claim);
      drafts = drafts.filter((draft) => draft.id !== id);
      rows = [row, ...rows];
      onChanged();
      return viewOf(row);
    },
    voidInvoice: async (id, reason) => {
      const row = find(rows, id);
      if (viewOf(row).paid !== "0.00") throw R.refusal("stillPaid");
      return replace({ ...row, void: { at: R.at("10:00"), by: "Omar Haddad", reason } });
    },
    takePayment: async (id, { amount, method, reference }) => {
      const row = find(rows, id);
      const paid = payment(amountOf(amount, cents(viewOf(row).balance), "paidAmount"), { method, reference });
      return replace({ ...row, payments: [...row.payments, paid] });
    },
    refundPayment: async (id, { amount, method, reference }) => {
      const row = rows.find(({ payments }) => payments.some((one) => one.id === id));
      if (row === undefined) throw R.refusal("notFound");
      const of = find(row.payments, id);
      const back = amountOf(amount, cents(of.amount) - cents(of.refunded), "refundAmount");
      const payments = row.payments.map((one) =>
        one.id === id ? { ...one, refunded: plain(cents(one.refunded) + cents(back)) } : one,
      );
      return replace({ ...row, payments: [...payments, payment(back, { method, reference, refunds: id })] });
    },
  } satisfies Partial<Clinic>;
}
