import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

const TODAY = "2026-08-14";
const kg = (value: number): V.Quantity => ({ value, second: null, unit: "kg" });

/** The pregnancies of patients in memory: none at first. A due date from today on is of one that lasts. */
export function pregnancyCommands(onChanged: () => void) {
  let rows: V.PregnancyView[] = [];
  const patients = new Map<V.Id, V.Id>();
  const removed = new Map<V.Id, V.PregnancyView>();
  const put = (row: V.PregnancyView) => {
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return row;
  };
  const stateOf = ({ dueDate, endedOn, breastfeedingUntil }: V.PregnancyForm): V.PregnancyState => {
    if (endedOn === null) return dueDate !== null && dueDate >= TODAY ? "pregnant" : "over";
    return breastfeedingUntil !== null && breastfeedingUntil >= TODAY ? "breastfeeding" : "over";
  };
  const view = (id: V.Id, seen: V.ReadVersionToken, form: V.PregnancyForm): V.PregnancyView => {
    const state = stateOf(form);
    const lasts = state === "pregnant";
    const hasWeight = form.weightBefore !== "";
    return {
      id,
      seen,
      ...form,
      state,
      age: lasts ? { weeks: 24, days: 3 } : null,
      trimester: lasts ? 2 : null,
      gained: hasWeight ? { weight: kg(6.4), measuredOn: "2026-08-12" } : null,
      recommended: hasWeight ? { low: kg(11.5), high: kg(16), bmiBefore: 22.1 } : null,
      by: "Abena Mensah",
    };
  };
  const commands = {
    addPregnancy: async (patientId, form) => {
      const id = `pg${patients.size + 1}`;
      patients.set(id, patientId);
      return put(view(id, "1", form));
    },
    editPregnancy: async ({ id, seen, form }) => put(view(id, `${seen}+`, form)),
    removePregnancy: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restorePregnancy: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  const of = (patientId: V.Id) => rows.filter(({ id }) => patients.get(id) === patientId);
  return {
    commands,
    view: (patientId: V.Id): V.Pregnancies => ({ isUnsure: false, pregnancies: of(patientId) }),
    current: (patientId: V.Id): V.CurrentPregnancy | null => {
      const current = of(patientId).find(({ state }) => state !== "over");
      return current ? { state: current.state, age: current.age } : null;
    },
  };
}
