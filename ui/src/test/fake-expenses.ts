import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const TODAY = "2026-11-20";
const FACILITY: V.Choice = { id: "f1", name: "Main building" };
const cents = (text: string) => Math.round(Number(text.replace(",", ".")) * 100);
const plain = (of: number) => (of / 100).toFixed(2);
const wrong = (field: string, reason: V.Reason): V.WrongField => ({ field, reason, reference: null, limit: null });

/** Checks a form as the clinic does. */
function checked(form: V.ExpenseForm): V.ExpenseForm {
  const { amount, spentOn } = form;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(spentOn);
  const fields = [
    !isDay && wrong("spentOn", "notADate"),
    isDay && spentOn > TODAY && wrong("spentOn", "inTheFuture"),
    Number.isNaN(cents(amount)) && wrong("spentAmount", "malformed"),
    cents(amount) === 0 && wrong("spentAmount", "impossible"),
  ].filter((one) => one !== false);
  const [first] = fields;
  if (first !== undefined) throw R.refusal("invalid", { field: first.field, reason: first.reason, fields });
  return { ...form, amount: plain(cents(amount)), facilityId: form.facilityId ?? FACILITY.id };
}

function sumOf(rows: V.ExpenseView[]): V.ExpenseSum {
  const total = (of: V.ExpenseView[]) => plain(of.reduce((sum, { amount }) => sum + cents(amount), 0));
  const categories = [...new Set(rows.map(({ category }) => category))];
  return {
    currency: "EUR",
    total: total(rows),
    categories: categories.map((category) => ({
      category,
      amount: total(rows.filter((one) => one.category === category)),
    })),
  };
}

/** Expenses of two months: one by the user who is signed in, the others by another one. */
export function expenseCommands(state: { empty: boolean; rights: V.Right[] }, onChanged: () => void) {
  const row = (id: V.Id, recordedBy: string, form: V.ExpenseForm): V.ExpenseView => ({
    id,
    seen: "1",
    recordedBy,
    currency: "EUR",
    facility: FACILITY.name,
    sync: R.SYNCED,
    ...form,
  });
  const spent = (
    spentOn: V.Day,
    category: V.ExpenseCategory,
    method: V.PaymentMethod,
    amount: string,
    note: string,
  ): V.ExpenseForm => ({ spentOn, category, facilityId: FACILITY.id, method, amount, note });
  const [own, other] = ["Abena Mensah", "Omar Haddad"];
  let rows = state.empty
    ? []
    : [
        row("x1", own, spent("2026-11-12", "supplies", "cash", "14.00", "Stamps")),
        row("x2", other, spent("2026-11-12", "supplies", "card", "46.00", "Gloves and paper towels")),
        row("x3", other, spent("2026-11-02", "rent", "transfer", "2400.00", "Rooms on the ground floor")),
        row("x4", other, spent("2026-10-30", "wages", "transfer", "8150.00", "")),
      ];
  const removed = new Map<V.Id, V.ExpenseView>();
  let next = 10;
  const isOwn = () => !state.rights.some((right) => right === "billing.write" || right === "reports.read");
  const find = (id: V.Id) => {
    const one = rows.find((row) => row.id === id);
    if (one === undefined) throw R.refusal("notFound");
    return one;
  };
  const put = (changed: V.ExpenseView) => {
    const others = rows.filter(({ id }) => id !== changed.id);
    rows = [...others, changed].sort((one, two) => two.spentOn.localeCompare(one.spentOn));
    onChanged();
    return changed;
  };
  return {
    expenses: async (query) => {
      const { from, until, facilityId } = query;
      const expenses = rows.filter(
        (one) =>
          from <= one.spentOn &&
          one.spentOn <= until &&
          (facilityId === null || one.facilityId === facilityId) &&
          (!isOwn() || one.recordedBy === own),
      );
      const sums = expenses.length === 0 ? [] : [sumOf(expenses)];
      const total = expenses.length;
      return { query, isOwn: isOwn(), isUnsure: false, total, expenses, sums, facilities: [FACILITY] };
    },
    recordExpense: async (form) => put(row(`x${(next += 1)}`, own, checked(form))),
    editExpense: async ({ id, seen, form }) => put({ ...find(id), seen: `${seen}+`, ...checked(form) }),
    removeExpense: async (id) => {
      removed.set(id, find(id));
      rows = rows.filter((one) => one.id !== id);
      onChanged();
      return "removal";
    },
    restoreExpense: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
}
