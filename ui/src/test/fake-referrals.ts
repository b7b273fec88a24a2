import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

/** The referrals of patients in memory. */
export function referralCommands(onChanged: () => void) {
  let rows: V.ReferralView[] = [];
  let count = 0;
  const patients = new Map<V.Id, V.Id>();
  const removed = new Map<V.Id, V.ReferralView>();
  const put = (row: V.ReferralView) => {
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return row;
  };
  const view = (id: V.Id, seen: V.ReadVersionToken, form: V.ReferralForm): V.ReferralView => ({
    id,
    seen,
    ...form,
    sessionsUsed: form.sessionsAllowed === "" || form.received === null ? null : 3,
    state: form.validUntil !== null && form.validUntil < "2026-08-14" ? "over" : "current",
    by: "Abena Mensah",
  });
  const commands = {
    addReferral: async ({ patientId, form }) => {
      const id = `rf${(count += 1)}`;
      patients.set(id, patientId);
      return put(view(id, "1", form));
    },
    editReferral: async ({ id, seen, form }) => put(view(id, `${seen}+`, form)),
    removeReferral: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restoreReferral: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  return {
    commands,
    view: (patientId: V.Id): V.Referrals => ({
      isUnsure: false,
      referrals: rows.filter(({ id }) => patients.get(id) === patientId),
    }),
  };
}
