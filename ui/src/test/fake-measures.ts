import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const curve = (label: number, factor: number): V.GrowthCurve => ({
  label,
  sections: [[40, 48, 56].map((x) => ({ x, y: (12 + x / 12) * factor }))],
});

const point = (at: string, ageDays: number, value: number, z: number): V.GrowthPoint => ({
  id: `g${ageDays}`,
  at,
  ageDays,
  x: ageDays / 30.4375,
  y: value,
  value,
  kind: "weight",
  reference: "who0To5",
  z,
  centile: z > 2 ? 99.6 : 50,
  isImplausible: false,
  corrected: null,
  change: ageDays > 1500 ? { value: 2.1, unit: "kilogramsAYear" } : null,
});

/** Two readings of a girl of three and four years on three curves. */
export function growthOf({ indicator, reference, sex, asZ }: V.GrowthQuery, isEmpty: boolean): V.GrowthView {
  const points = [
    point(R.at("09:00", "2026-02-02"), 1402, 15.4, 0.1),
    point(R.at("09:00", "2026-08-14"), 1595, 21, 2.7),
  ];
  return {
    indicator: indicator ?? "weightForAge",
    references: [reference ?? "who0To5"],
    title: "WHO Child Growth Standards 2006",
    sex: sex ?? "female",
    isOwnSex: true,
    unit: "kg",
    lengthUnit: "cm",
    byLength: false,
    curves: (asZ ? [-2, 0, 2] : [2, 50, 98]).map((label, index) => curve(label, 0.85 + index * 0.15)),
    breaks: [],
    points: isEmpty ? [] : points,
    events: [],
    birth: { isEstimated: false, gestation: null, correctedUntilMonths: null, asksGestation: false },
    target: null,
    indicators: isEmpty ? [] : ["weightForAge", "bmiForAge"],
  };
}

/** The weights of a patient, or the BMI that follows from them. */
export const trendOf = (kind: V.Measure): V.TrendView => {
  const isBmi = kind === "bmi";
  const points = R.WEIGHTS.map((point) => ({ ...point, value: Math.round((point.value / 1.65 ** 2) * 10) / 10 }));
  return {
    kind,
    unit: isBmi ? "kg/m²" : "kg",
    points: isBmi ? points : R.WEIGHTS,
    inOtherUnits: [],
    normalLow: isBmi ? 18.5 : null,
    normalHigh: isBmi ? 25 : null,
    reference: isBmi ? "WHO adult BMI" : null,
  };
};

const IN_UNIT: Record<string, number> = { kg: 1, lb: 0.45359237, cm: 1, in: 2.54, m: 100 };

/** A typed value in the unit of its line. */
export function read(line: V.MeasureLine, text: string): V.Quantity | null {
  const pressure = /^(\d+)\s*\/\s*(\d+)$/.exec(text.trim());
  if (line.kind === "bloodPressure")
    return pressure ? { value: Number(pressure[1]), second: Number(pressure[2]), unit: line.unit } : null;
  const parsed = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)/i.exec(text.trim());
  if (parsed === null) return null;
  return {
    value: Math.round(Number(parsed[1]!.replace(",", ".")) * (IN_UNIT[parsed[2] || line.unit] ?? 1) * 10) / 10,
    second: null,
    unit: line.unit,
  };
}

/** The commands that enter, correct, confirm, remove and restore a reading. */
export const measurementCommands = (state: R.FakeState) =>
  ({
    measurements: async () =>
      state.empty
        ? []
        : R.WEIGHTS.toReversed().map((point, index) => ({
            id: `m${index}`,
            seen: "1",
            kind: "weight",
            quantity: { value: point.value, second: null, unit: "kg" },
            enteredText: `${point.value}`,
            measuredAt: point.at,
            enteredAt: point.at,
            by: "Abena Mensah",
            visitId: null,
            how: { method: "measured", device: "", context: null },
            questioned: false,
            confirmed: false,
            corrected: null,
            centile: null,
          })),
    offeredKinds: async () => [
      { kind: "weight", unit: "kg" },
      { kind: "height", unit: "cm" },
      { kind: "head", unit: "cm" },
    ],
    enterMeasurement: async ({ kind, text, at }) => {
      const value = Number.parseFloat(text.replace(",", "."));
      return {
        id: `entered ${text}`,
        seen: "1",
        kind,
        quantity: { value, second: null, unit: kind === "weight" ? "kg" : "cm" },
        enteredText: text,
        measuredAt: at ?? R.at("10:05"),
        enteredAt: R.at("10:05"),
        by: "Abena Mensah",
        visitId: null,
        how: { method: "measured", device: "", context: null },
        questioned: value > 200,
        confirmed: false,
        corrected: null,
        centile: null,
      };
    },
    correctMeasurement: async () => null,
    describeMeasurement: async () => null,
    confirmMeasurement: async (id) => {
      const answered = (line: V.MeasureLine) => line.current && { ...line.current, questioned: false, confirmed: true };
      state.lines = state.lines.map((line) => (line.current?.id === id ? { ...line, current: answered(line) } : line));
      return null;
    },
    restoreMeasurement: async () => null,
    removeMeasurement: async (id) => {
      state.lines = state.lines.map((line) => (line.current?.id === id ? { ...line, current: null } : line));
      return "removal";
    },
  }) satisfies Partial<Clinic>;
