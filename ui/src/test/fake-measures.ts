import type * as V from "../ipc/views";

const IN_UNIT: Record<string, number> = { kg: 1, lb: 0.45359237, cm: 1, in: 2.54, m: 100 };

/** Reads a typed measure well enough for the screens' tests; the product's own reader is the clinic's. */
export function understand(
  lines: V.MeasureLine[],
  kind: V.MeasureKind | null,
  text: string,
): V.Understanding & V.MeasureGrid {
  const line = lines.find((candidate) => candidate.kind === kind);
  const understood = line ? read(line, text) : null;
  const value = (of: V.MeasureKind) =>
    of === kind && understood
      ? understood.value
      : (lines.find((candidate) => candidate.kind === of)?.current?.quantity.value ??
        lines.find((candidate) => candidate.kind === of)?.last?.quantity.value);
  const [weight, height] = [value("weight"), value("height")];
  const bmi = weight && height ? Math.round((weight / (height / 100) ** 2) * 10) / 10 : null;
  const last = line?.last ?? null;
  const isFar =
    understood !== null &&
    last !== null &&
    (understood.value > last.quantity.value * 2 || understood.value < last.quantity.value / 2);
  return {
    lines,
    understood,
    problem: line && understood === null ? "notANumber" : null,
    doubt: isFar ? { last, low: 20, high: 300 } : null,
    derived: [
      {
        kind: "bmi",
        quantity: bmi === null ? null : { value: bmi, second: null, unit: "kg/m²" },
        range: bmi !== null && bmi > 25 ? "high" : "normal",
        formula: "weight / height²",
        missing: bmi === null ? ["height"] : [],
      },
      {
        kind: "waistHeight",
        quantity: { value: 0.51, second: null, unit: "" },
        range: "high",
        formula: "waist / height",
        missing: [],
      },
    ],
    weightChange: [
      { months: 0, percent: weight ? Math.round((weight / 74.5 - 1) * 1000) / 10 : null, from: lines[0]?.last ?? null },
      { months: 3, percent: weight ? Math.round((weight / 74.5 - 1) * 1000) / 10 : null, from: lines[0]?.last ?? null },
      { months: 6, percent: weight ? Math.round((weight / 76.1 - 1) * 1000) / 10 : null, from: lines[0]?.last ?? null },
    ],
  };
}

function read(line: V.MeasureLine, text: string): V.Quantity | null {
  const pressure = /^(\d+)\s*\/\s*(\d+)$/.exec(text.trim());
  if (line.kind === "bloodPressure")
    return pressure ? { value: Number(pressure[1]), second: Number(pressure[2]), unit: line.unit } : null;
  const found = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)/i.exec(text.trim());
  if (found === null) return null;
  return {
    value: Math.round(Number(found[1]!.replace(",", ".")) * (IN_UNIT[found[2] || line.unit] ?? 1) * 10) / 10,
    second: null,
    unit: line.unit,
  };
}
