import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

/** The insurance policies of Mary in memory. */
export function insuranceCommands(onChanged: () => void) {
  let rows: V.PolicyView[] = [];
  const numbers = new Map<V.Id, string>();
  const removed = new Map<V.Id, V.PolicyView>();
  const put = (row: V.PolicyView) => {
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return row;
  };
  const view = (id: V.Id, seen: V.ReadVersionToken, form: V.PolicyForm): V.PolicyView => ({
    id,
    seen,
    ...form,
    socialSecurityEnd: numbers.get(id)?.slice(-4) ?? null,
    state: form.validTo !== null && form.validTo < "2026-08-14" ? "over" : "current",
    by: "Abena Mensah",
  });
  const commands = {
    socialSecurityNumber: async (id) => numbers.get(id) ?? "",
    addPolicy: async ({ form, socialSecurityNumber }) => {
      const id = `ip${rows.length + 1}`;
      if (socialSecurityNumber !== "") numbers.set(id, socialSecurityNumber);
      return put(view(id, "1", form));
    },
    editPolicy: async ({ id, seen, form, socialSecurityNumber }) => {
      if (socialSecurityNumber === "") numbers.delete(id);
      else if (socialSecurityNumber !== null) numbers.set(id, socialSecurityNumber);
      return put(view(id, `${seen}+`, form));
    },
    removePolicy: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restorePolicy: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  return { commands, view: (): V.Insurance => ({ isUnsure: false, policies: rows }) };
}
