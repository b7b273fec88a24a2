import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const target = (id: string, nutrient: V.Nutrient, more: Partial<V.TargetView>): V.TargetView => ({
  id,
  seen: "1",
  nutrient,
  unit: "g",
  low: null,
  high: null,
  source: "hand",
  estimate: null,
  lifeStage: null,
  reason: "",
  startDay: "2026-11-06",
  endDay: null,
  state: "inForce",
  by: "Abena Mensah",
  ...more,
});

const intake = (nutrient: V.Nutrient, unit: V.NutrientUnit, low: number, high: number | null): V.ReferenceIntake => ({
  nutrient,
  unit,
  low,
  kind: "RDA",
  high,
  isDecided: false,
});

/** Targets in memory; which of them are in force is decided by the real clinic only. */
export function targetCommands(state: R.FakeState, onChange: () => void) {
  let rows: V.TargetView[] = state.empty
    ? []
    : [
        target("nt1", "energy", { unit: "kcal", low: 1800, high: 1800, source: "estimate", estimate: "en3" }),
        target("nt2", "protein", { low: 75, reason: "wound" }),
        target("nt3", "sodium", { unit: "mg", low: 1500, high: 2300, source: "dri", lifeStage: "females31To50" }),
        target("nt0", "protein", { low: 60, state: "over", startDay: "2026-02-02" }),
      ];
  const changed = (id: string, change: Partial<V.TargetView>) => {
    rows = rows.map((row) => (row.id === id ? { ...row, seen: `${row.seen}1`, ...change } : row));
    onChange();
    return rows.find((row) => row.id === id)!;
  };
  let removed: V.TargetView[] = [];
  return {
    nutrientTargets: async () => rows,
    referenceIntakes: async (patientId, stage) => ({
      stages: ["females31To50", "pregnancy31To50"],
      // the second patient's sex is not known
      stage: stage ?? (patientId === "p2" ? null : "females31To50"),
      intakes: [
        { ...intake("protein", "g", 46, null), isDecided: true },
        intake("iron", "mg", stage === "pregnancy31To50" ? 27 : 18, 45),
      ],
    }),
    setReferenceTargets: async (_patientId, stage) => {
      rows = [...rows, target("nt5", "iron", { unit: "mg", low: 18, high: 45, source: "dri", lifeStage: stage })];
      onChange();
      return rows;
    },
    setEstimateTargets: async () => rows,
    setTarget: async (_patientId, form) => {
      const number = (text: string) => (text === "" ? null : Number.parseFloat(text));
      if (form.low === "" && form.high === "") throw R.refusal("invalid", { field: "low" });
      const added = target(`nt${rows.length + 5}`, form.nutrient, {
        low: number(form.low),
        high: number(form.high),
        reason: form.reason,
      });
      rows = [added, ...rows];
      onChange();
      return added;
    },
    endTarget: async (id, _seen, day) =>
      changed(id, day === "" ? { endDay: null, state: "inForce" } : { endDay: day, state: "over" }),
    removeTarget: async (id) => {
      removed = rows.filter((row) => row.id === id);
      rows = rows.filter((row) => row.id !== id);
      onChange();
      return "2";
    },
    restoreTarget: async () => {
      rows = [...removed, ...rows];
      onChange();
      return rows[0]!;
    },
  } satisfies Partial<Clinic>;
}
