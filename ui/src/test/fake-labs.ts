import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const test = (key: string, name: string, short: string, units: string[]): V.LabTestInfo => ({
  key,
  name,
  short,
  specimen: "serum/plasma",
  units,
  converts: units.length > 1,
});
const TESTS: V.LabTestInfo[] = [
  test("glucose_fasting", "Glucose, fasting", "FPG", ["mg/dL", "mmol/L"]),
  test("hba1c", "Haemoglobin A1c", "HbA1c", ["%", "mmol/mol"]),
  test("sodium", "Sodium", "Na", ["mEq/L", "mmol/L"]),
  test("potassium", "Potassium", "K", ["mEq/L", "mmol/L"]),
  test("transferrin", "Transferrin", "Trf", ["mg/dL", "g/L"]),
  test("ldl_calc", "LDL cholesterol, calculated", "LDL-C", ["mg/dL", "mmol/L"]),
];
const KNOWN: V.LabInterval = {
  kind: "interval",
  low: 3.5,
  high: 5,
  unit: "mmol/L",
  source: "Tietz Fundamentals, 5th ed.",
};

/** Interprets a few values as the clinic does. */
function reading({ test: key, value, unit, low, high }: V.LabResultForm): V.LabReading {
  const number = Number.parseFloat(value);
  const isNumber = Number.isFinite(number);
  const printed = high === "" && low === "" ? null : { ...KNOWN, kind: "laboratory" as const, source: "" };
  const by = printed === null ? KNOWN : { ...printed, low: low === "" ? null : Number(low), high: Number(high) };
  const isJudged = isNumber && (printed !== null || key === "potassium");
  const isImprobable = key === "glucose_fasting" && unit === "mg/dL" && number < 20;
  return {
    value: isNumber ? { bound: "exactly", number, unit } : null,
    other: isNumber && key === "hba1c" && unit === "%" ? { bound: "exactly", number: 48, unit: "mmol/mol" } : null,
    interval: isJudged ? by : null,
    unjudged: isJudged || !isNumber ? null : "noInterval",
    flag: !isJudged ? null : by.high !== null && number > by.high ? "high" : null,
    doubt: isImprobable ? { meant: "mmol/L" } : null,
  };
}

const numberOf = (text: string) => (text === "" ? null : Number(text));

function line(id: V.Id, form: V.LabResultForm, more: Partial<V.LabResultView> = {}): V.LabResultView {
  const read = reading(form);
  return {
    id,
    seen: "1",
    test: form.test,
    name: TESTS.find(({ key }) => key === form.test)?.name ?? form.name,
    entered: form.value,
    unit: form.unit,
    low: numberOf(form.low),
    high: numberOf(form.high),
    reading: read,
    questioned: read.doubt !== null && !form.acceptDoubtful,
    confirmed: read.doubt !== null && form.acceptDoubtful,
    corrected: null,
    ...more,
  };
}

const form = (key: string, value: string, unit: string): V.LabResultForm => ({
  test: key,
  name: "",
  value,
  unit,
  low: "",
  high: "",
  acceptDoubtful: false,
});

function sheet(id: V.Id, collectedOn: V.Day, laboratory: string, results: V.LabResultView[]): V.LabSheetView {
  return {
    id,
    seen: "1",
    visitId: null,
    collectedOn,
    laboratory,
    note: "",
    status: "resulted",
    isRemoved: false,
    by: "Abena Mensah",
    results,
  };
}

/** Each test with its numbers in the order of time. */
function seriesOf(sheets: V.LabSheetView[]): V.LabSeries[] {
  const all = sheets.flatMap(({ collectedOn, results }) => results.map((result) => ({ on: collectedOn, result })));
  const names = [...new Set(all.map(({ result }) => result.name))];
  return names.map((name) => {
    const of = all.filter(({ result }) => result.name === name);
    const points = of.flatMap(({ on, result: { id, reading: read } }) =>
      read.value === null ? [] : [{ on, value: read.value.number, resultId: id }],
    );
    const newest = of[0]!.result;
    return {
      test: newest.test,
      name,
      unit: newest.unit,
      results: of.map(({ result }) => result.id),
      points: points.reverse(),
    };
  });
}

/** Sheets in memory; values are interpreted by the real clinic only. */
export function labCommands(state: R.FakeState, onChange: () => void) {
  let sheets: V.LabSheetView[] = state.empty
    ? []
    : [
        sheet("ls2", "2026-11-02", "Central", [
          line("lr3", form("potassium", "5.9", "mmol/L")),
          line("lr4", form("transferrin", "2.1", "g/L")),
        ]),
        sheet("ls1", "2026-05-03", "", [line("lr1", form("potassium", "4.4", "mmol/L"))]),
      ];
  let count = 9;
  let taken: V.LabSheetView[] = [];
  const shown = () => sheets.filter(({ results }) => results.length > 0);
  const put = (changed: V.LabSheetView) => {
    const others = sheets.filter(({ id }) => id !== changed.id);
    sheets = [changed, ...others].sort((a, b) => b.collectedOn.localeCompare(a.collectedOn));
    onChange();
    return changed;
  };
  const sheetOf = (resultId: V.Id) => sheets.find(({ results }) => results.some(({ id }) => id === resultId))!;
  const refuse = (given: V.LabResultForm) => {
    if (/\d[.,]\d{3}$/.test(given.value)) throw R.refusal("invalid", { field: "value", reason: "malformed" });
  };
  const restored = async () => {
    sheets = taken;
    onChange();
  };
  return {
    labTests: async () => TESTS,
    labs: async () => ({ sheets: shown(), series: seriesOf(shown()) }),
    considerLabResult: async (question) => (refuse(question.form), reading(question.form)),
    addLabSheet: async ({ sheet: { collectedOn, laboratory }, results }) =>
      put(
        sheet(
          `ls${++count}`,
          collectedOn,
          laboratory,
          results.map((given) => line(`lr${++count}`, given)),
        ),
      ),
    addLabResult: async (id, given) => {
      const on = sheets.find((one) => one.id === id)!;
      return put({ ...on, results: [...on.results, line(`lr${++count}`, given)] });
    },
    editLabSheet: async ({ id, form: changed }) => put({ ...sheets.find((one) => one.id === id)!, ...changed }),
    correctLabResult: async ({ id, form: given }) => {
      const on = sheetOf(id);
      const old = on.results.find((one) => one.id === id)!;
      const was = `${old.name} ${old.entered} ${old.unit}`;
      const changed = line(id, given, { corrected: { was, on: "2026-11-20", by: "Abena Mensah" } });
      put({ ...on, results: on.results.map((one) => (one.id === id ? changed : one)) });
      return changed;
    },
    removeLabResult: async (id) => {
      taken = sheets;
      const on = sheetOf(id);
      put({ ...on, results: on.results.filter((one) => one.id !== id) });
      return "removal";
    },
    restoreLabResult: async (id) => {
      await restored();
      return sheetOf(id).results.find((one) => one.id === id)!;
    },
    removeLabSheet: async (id) => {
      taken = sheets;
      sheets = sheets.filter((one) => one.id !== id);
      onChange();
      return "removal";
    },
    restoreLabSheet: async (id) => {
      await restored();
      return sheets.find((one) => one.id === id)!;
    },
  } satisfies Partial<Clinic>;
}
