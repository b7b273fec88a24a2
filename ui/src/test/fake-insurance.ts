import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

const policy = (
  id: V.Id,
  insurer: string,
  plan: string,
  memberId: string,
  more: Partial<V.PolicyView> = {},
): V.PolicyView => ({
  id,
  seen: "1",
  insurer,
  plan,
  memberId,
  groupNumber: "",
  holder: "",
  holderPhone: "",
  validFrom: "2026-01-01",
  validTo: null,
  rank: "primary",
  socialSecurityEnd: null,
  state: "current",
  by: "Abena Mensah",
  ...more,
});

/** The one patient who is insured from the first on. */
export const INSURED = "p3";
const OVER = { validTo: "2025-12-31", state: "over" } as const;
export const POLICIES: V.PolicyView[] = [
  policy("ip91", "Old Mutual", "", "O-1", OVER),
  policy("ip90", "Union Mutual", "Gold", "U-77", { groupNumber: "G-4", holder: "Paul Eriksen" }),
];

/** The insurance policies of patients in memory. */
export function insuranceCommands(onChanged: () => void) {
  let rows = [...POLICIES];
  let count = 0;
  const patients = new Map<V.Id, V.Id>(POLICIES.map(({ id }) => [id, INSURED]));
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
    addPolicy: async ({ patientId, form, socialSecurityNumber }) => {
      const id = `ip${(count += 1)}`;
      patients.set(id, patientId);
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
  return {
    commands,
    view: (patientId: V.Id): V.Insurance => ({
      isUnsure: false,
      policies: rows.filter(({ id }) => patients.get(id) === patientId),
    }),
  };
}
