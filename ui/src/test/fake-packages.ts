import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { NO_INVOICE } from "../parts/invoice-form";
import { invoiceCommands } from "./fake-invoices";
import * as R from "./records";

const TODAY = "2026-11-20";
const SERVICES: Partial<Record<V.Id, [name: string, price: string]>> = {
  s1: ["First consultation", "75.00"],
  s2: ["Body composition measurement", "25.00"],
};
type Row = Omit<V.PackageView, "state" | "used" | "left">;

const usage = (id: V.Id, on: V.Day, more: Partial<V.PackageUseView> = {}): V.PackageUseView => ({
  id,
  on,
  by: "Omar Haddad",
  appointmentId: null,
  note: "",
  ...more,
});

function viewOf(row: Row): V.PackageView {
  const left = Number(row.form.sessions) - row.uses.length;
  const isOver = row.form.validUntil !== null && row.form.validUntil < TODAY;
  const state: V.PackageState =
    left < 0
      ? "overused"
      : row.invoice?.state === "void"
        ? "void"
        : left === 0
          ? "usedUp"
          : isOver
            ? "expired"
            : "ready";
  return { ...row, state, used: row.uses.length, left };
}

const wrong = (field: string, reason: V.Reason): V.WrongField => ({ field, reason, reference: null, limit: null });
function requireNone(fields: (V.WrongField | false)[]) {
  const all = fields.filter((one) => one !== false);
  if (all.length > 0) throw R.refusal("invalid", { field: all[0]!.field, reason: all[0]!.reason, fields: all });
}
const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);

function wrongIn(form: V.PackageForm, least: number): (V.WrongField | false)[] {
  const { sessions, validUntil } = form;
  return [
    sessions === "" && wrong("sessions", "required"),
    sessions !== "" && !/^[1-9]\d{0,2}$/.test(sessions) && wrong("sessions", "malformed"),
    Number(sessions) < least && wrong("sessions", "impossible"),
    validUntil !== null && !isDay(validUntil) && wrong("validUntil", "notADate"),
  ];
}

/** Packages that patients bought, and the invoices that they were billed with. */
export function packageCommands(state: { empty: boolean }, onChanged: () => void) {
  const row = (id: V.Id, patientId: V.Id, form: V.PackageForm, more: Partial<Row> = {}): Row => ({
    id,
    seen: "1",
    patientId,
    serviceId: "s1",
    service: "First consultation",
    form,
    uses: [],
    invoice: null,
    at: R.at("09:00", "2026-09-03"),
    by: "Omar Haddad",
    ...more,
  });
  const term = (sessions: string, validUntil: V.Day | null = null, note = ""): V.PackageForm => ({
    sessions,
    validUntil,
    note,
  });
  let rows: Row[] = state.empty
    ? []
    : [
        row("k1", "p1", term("6", "2027-03-03", "For the family"), {
          uses: [
            usage("ku2", "2026-11-13", { appointmentId: "a90" }),
            usage("ku1", "2026-10-02", { note: "By phone" }),
          ],
          invoice: { draftId: "d90", invoiceId: "i90", number: "1-00090-K7QX", state: "paid" },
        }),
        row("k2", "p5", term("6", "2027-03-03"), { uses: [usage("ku3", "2026-10-09"), usage("ku4", "2026-10-02")] }),
      ];
  const removed = new Map<V.Id, Row>();
  let next = 10;
  const find = (id: V.Id) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw R.refusal("notFound");
    return row;
  };
  const put = (changed: Row) => {
    rows = rows.some(({ id }) => id === changed.id)
      ? rows.map((one) => (one.id === changed.id ? changed : one))
      : [...rows, changed];
    onChanged();
    return viewOf(changed);
  };
  const toUse = (patientId: V.Id, appointmentId: V.Id): V.PackageToUse | null => {
    const own = rows.filter((one) => one.patientId === patientId).map(viewOf);
    const usable = own.find((one) => one.state === "ready");
    if (usable === undefined || isPaid(appointmentId)) return null;
    const { id, form, left } = usable;
    return { packageId: id, sessions: Number(form.sessions), left, validUntil: form.validUntil };
  };
  const isPaid = (appointmentId: V.Id) =>
    rows.some(({ uses }) => uses.some((one) => one.appointmentId === appointmentId));

  const invoices = invoiceCommands(state, onChanged);
  return {
    ...invoices,
    billingWork: async () => {
      const work = await invoices.billingWork();
      const toInvoice = work.toInvoice
        .filter(({ appointmentId }) => !isPaid(appointmentId))
        .map((one) => ({ ...one, package: toUse(one.patientId, one.appointmentId) }));
      return { ...work, toInvoice, toInvoiceTotal: toInvoice.length };
    },
    packages: async (patientId) => {
      const own = rows.filter((one) => one.patientId === patientId).map(viewOf);
      const isReady = (one: V.PackageView) => one.state === "ready";
      return { isUnsure: false, packages: [...own.filter(isReady), ...own.filter((one) => !isReady(one))] };
    },
    addPackage: async ({ patientId, serviceId, form, price }) => {
      const service = SERVICES[serviceId];
      requireNone([
        service === undefined && wrong("serviceId", "required"),
        ...wrongIn(form, 1),
        form.validUntil !== null && form.validUntil < TODAY && wrong("validUntil", "tooLongAgo"),
        price !== null && Number.isNaN(Number(price.replace(",", "."))) && wrong("price", "malformed"),
      ]);
      const line = { serviceId, quantity: form.sessions, price: price ?? "", tax: "" };
      const asked = { patientId, appointmentId: null, form: { ...NO_INVOICE, lines: [line] } };
      const draft = price === null ? null : await invoices.beginInvoice(asked);
      const invoice = draft === null ? null : { draftId: draft.id, invoiceId: null, number: null, state: null };
      return put(row(`k${(next += 1)}`, patientId, form, { serviceId, service: service![0], invoice }));
    },
    editPackage: async ({ id, seen, form }) => {
      requireNone(wrongIn(form, Math.max(1, find(id).uses.length)));
      return put({ ...find(id), seen: `${seen}+`, form });
    },
    removePackage: async (id) => {
      const gone = find(id);
      if (gone.uses.length > 0) throw R.refusal("invalid", { field: "package", reason: "outOfOrder" });
      removed.set(id, gone);
      rows = rows.filter((one) => one.id !== id);
      onChanged();
      return "removal";
    },
    restorePackage: async (id) => put(removed.get(id)!),
    usePackage: async ({ packageId, appointmentId, on, note }) => {
      const of = find(packageId);
      requireNone([
        on !== null && !isDay(on) && wrong("on", "notADate"),
        on !== null && on > TODAY && wrong("on", "inTheFuture"),
      ]);
      const { state: is } = viewOf(of);
      if (is === "expired") throw R.refusal("invalid", { field: "validUntil", reason: "tooLongAgo" });
      if (is === "void") throw R.refusal("invalid", { field: "package", reason: "cancelled" });
      if (is !== "ready") throw R.refusal("invalid", { field: "sessions", reason: "taken" });
      return put({ ...of, uses: [usage(`ku${(next += 1)}`, on ?? TODAY, { appointmentId, note }), ...of.uses] });
    },
    returnPackageUse: async (id) => {
      const of = rows.find(({ uses }) => uses.some((one) => one.id === id));
      if (of === undefined) throw R.refusal("notFound");
      return put({ ...of, uses: of.uses.filter((one) => one.id !== id) });
    },
    packagesAtVisit: async (appointmentId) =>
      rows
        .filter(({ uses }) => uses.some((one) => one.appointmentId === appointmentId))
        .map(viewOf)
        .map(({ id, patientId, service, form, left }) => ({
          patientId,
          packageId: id,
          service,
          sessions: Number(form.sessions),
          left,
          validUntil: form.validUntil,
        })),
  } satisfies Partial<Clinic>;
}
