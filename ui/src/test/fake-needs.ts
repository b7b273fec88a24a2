import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const result = (energyKcal: number): V.EnergyResult => ({
  restingKcal: 1474,
  activityFactor: 1.375,
  stressFactor: 1,
  energyKcal,
  kcalPerKg: 28,
  weightKg: 72.4,
  proteinG: 57.9,
  fluidMl: 2172,
  fluidMlAnHour: null,
  shares: {
    protein: { percent: 11.4, grams: 57.9 },
    fat: { percent: 30, grams: 67.6 },
    carbohydrate: { percent: 58.6, grams: 296.9 },
  },
  caveats: ["unknownOrigin"],
});

const estimate = (id: string, day: string, energyKcal: number): V.EnergyEstimateView => ({
  id,
  seen: "1",
  method: "mifflinStJeor",
  version: 1,
  inputs: { sex: "F", weight_kg: "72.4", height_cm: "173", activity: "light" },
  result: result(energyKcal),
  differs: false,
  estimatedAt: R.at("09:12", day),
  by: "Abena Mensah",
  visitId: null,
  replaces: null,
  isReplaced: false,
});

const row = (method: V.EnergyMethod, more: Partial<V.EnergyRow>): V.EnergyRow => ({
  method,
  restingKcal: null,
  activityFactor: null,
  stressFactor: null,
  energyKcal: null,
  kcalPerKg: null,
  reason: null,
  caveats: [],
  ...more,
});

const FACTORS: Record<string, number> = { sedentary: 1.2, light: 1.375, moderate: 1.55, very: 1.725, extra: 1.9 };

/** Estimates in memory; the product's own numbers are the clinic's. */
export function needsCommands(state: R.FakeState) {
  let rows = state.empty
    ? []
    : [
        estimate("en3", "2026-11-06", 2027),
        estimate("en2", "2026-08-14", 1950),
        { ...estimate("en1", "2026-02-02", 2500), isReplaced: true },
        { ...estimate("en0", "2026-02-02", 1900), replaces: "en1" },
      ];
  const considered = ({ method, inputs }: V.NewEnergyEstimate): V.Considered => {
    const weight = inputs.weight_kg ?? "72.4";
    const isNumber = /^\d+(\.\d+)?$/.test(weight);
    const factor = FACTORS[inputs.activity ?? ""] ?? null;
    const mifflin: Partial<V.EnergyRow> =
      inputs.sex === undefined
        ? { reason: "needsSex" }
        : !isNumber
          ? { reason: "needsWeight" }
          : factor === null
            ? { restingKcal: 1474, reason: "needsActivity" }
            : {
                restingKcal: 1474,
                activityFactor: factor,
                stressFactor: 1,
                energyKcal: Math.round(1474.25 * factor),
                kcalPerKg: 28,
              };
    const all = [
      row("mifflinStJeor", mifflin),
      row("katchMcardle", { reason: "needsBodyFat" }),
      row("eer2023", { reason: "needsActivity2023" }),
    ];
    const chosen = all.find((one) => one.method === method);
    return {
      weights: [
        { basis: "actual", kg: 72.4, reason: null },
        { basis: "adjusted", kg: 66.2, reason: null },
        { basis: "reference", kg: 64.2, reason: null },
      ],
      sizes: [
        { formula: "surfaceDuBois", value: 1.86, unit: "m2", source: "Du Bois 1916", reason: null },
        { formula: "idealDevine", value: 64.2, unit: "kg", source: "Devine 1974", reason: null },
        { formula: "idealHamwi", value: 63.3, unit: "kg", source: "Hamwi 1964", reason: null },
      ],
      rows: all,
      result: chosen?.energyKcal != null ? result(chosen.energyKcal) : null,
      reason: chosen?.reason ?? null,
      warnings: inputs.weight_on === "2026-07-02" ? [{ kind: "weightOld", days: 127 }] : [],
      problems: isNumber ? [] : [{ field: "weight_kg", kind: "number", least: 0.2, most: 1000, unit: "kg" }],
    };
  };
  let draft: V.NewEnergyEstimate | null = null;
  return {
    energyEstimates: async () => rows,
    estimateStart: async (patientId, corrects) => {
      const former = rows.find(({ id }) => id === corrects);
      // the second patient's sex is not known, and their weight is old
      const isStrange = patientId === "p2";
      const inputs: V.EstimateStart["inputs"] = former?.inputs ?? {
        ...(isStrange ? {} : { sex: "F" }),
        weight_kg: "72.4",
        weight_on: isStrange ? "2026-07-02" : "2026-11-06",
        height_cm: "173",
        height_on: "2025-10-02",
        basis: "actual",
        reference: "devine",
        stress_factor: "1",
        protein_g_per_kg: "0.8",
        fluid_ml_per_kg: "30",
        fat_pct: "30",
      };
      return {
        method: former?.method ?? "mifflinStJeor",
        inputs,
        measured: [
          { input: "weight", value: 72.4, measuredAt: R.at("09:05"), isToday: !isStrange },
          { input: "height", value: 173, measuredAt: R.at("09:05", "2025-10-02"), isToday: false },
        ],
        isChild: false,
        age: "34 y",
        pregnancy: null,
        draftSavedAt: null,
        ...(draft?.replaces === corrects && {
          method: draft.method,
          inputs: draft.inputs,
          draftSavedAt: R.at("10:42"),
        }),
      };
    },
    saveEstimateDraft: async (form) => {
      draft = form;
      return { savedAt: R.at("10:42") };
    },
    discardEstimateDraft: async () => {
      draft = null;
      return null;
    },
    considerEstimate: async (form) => considered(form),
    recordEstimate: async (form) => {
      draft = null;
      const added: V.EnergyEstimateView = {
        ...estimate(`en${rows.length}`, R.DAY, 0),
        method: form.method,
        inputs: form.inputs,
        result: considered(form).result,
        replaces: form.replaces,
      };
      rows = [added, ...rows.map((row) => (row.id === form.replaces ? { ...row, isReplaced: true } : row))];
      return added;
    },
    removeEstimate: async (id) => {
      rows = rows.filter((row) => row.id !== id);
      return null;
    },
  } satisfies Partial<Clinic>;
}
