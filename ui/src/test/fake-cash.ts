import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const cents = (text: string) => Math.round(Number(text.replace(",", ".")) * 100);
const plain = (of: number) => (of / 100).toFixed(2);

/** Two who took payments today; nothing was paid on any other day. */
export function cashCommands({ empty }: { empty: boolean }, onChanged: () => void) {
  const row = (cashierId: V.Id, cashier: string, method: V.PaymentMethod, expected: string): V.CashRow => ({
    cashierId,
    cashier,
    method,
    currency: "EUR",
    payments: 2,
    spent: null,
    expected,
    tally: null,
    earlier: [],
    added: null,
    isShared: false,
  });
  let rows = empty ? [] : [row("u2", "Léa Petit", "cash", "120.50"), row("u3", "Omar Haddad", "card", "75.00")];
  const report = (day: V.Day): V.CashReport => {
    const today = new Date().toISOString().slice(0, 10);
    const own = day === today ? rows : [];
    const sum = (of: (row: V.CashRow) => string | undefined) =>
      plain(own.reduce((sum, row) => sum + cents(of(row) ?? "0"), 0));
    const isCounted = own.length > 0 && own.every(({ tally, added }) => tally !== null && added === null);
    const counted = isCounted ? sum(({ tally }) => tally?.counted) : null;
    const difference = isCounted ? sum(({ tally }) => tally?.difference) : null;
    const totals = [{ currency: "EUR", expected: sum(({ expected }) => expected), counted, difference }];
    const shown = own.length === 0 ? [] : totals;
    return { day, today, facility: null, isCounted, isUnsure: false, rows: own, totals: shown };
  };
  return {
    cashReport: async (day) => report(day),
    saveCashReport: async (_day, _facilityId, path) => `/home/ines/${path}`,
    closeDay: async (day, { counts, remark }) => {
      const missing = counts.flatMap(({ counted }, at) => (counted.trim() === "" ? [`counts.${at}`] : []));
      if (missing.length > 0)
        throw R.refusal("invalid", {
          fields: missing.map((field) => ({ field, reason: "required", reference: null, limit: null })),
        });
      rows = rows.map((row) => {
        const own = counts.find(({ cashierId, method }) => cashierId === row.cashierId && method === row.method);
        if (own === undefined) return row;
        const counted = cents(own.counted);
        const tally: V.CashTally = {
          at: R.at("17:30"),
          by: "Omar Haddad",
          expected: row.expected,
          counted: plain(counted),
          difference: plain(counted - cents(row.expected)),
          remark,
        };
        return { ...row, tally, earlier: row.tally === null ? [] : [...row.earlier, row.tally], added: null };
      });
      onChanged();
      return report(day);
    },
  } satisfies Partial<Clinic>;
}
