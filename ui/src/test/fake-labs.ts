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

const CRITICAL_POTASSIUM = 6.2;

function flagOf(high: number | null, key: string | null, number: number): V.LabFlag | null {
  if (key === "potassium" && number > CRITICAL_POTASSIUM) return "criticalHigh";
  return high !== null && number > high ? "high" : null;
}

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
    unjudged: isJudged ? null : isNumber ? "noInterval" : key === null ? null : "words",
    flag: flagOf(isJudged ? by.high : null, key, number),
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
    informed: form.informed === "" ? null : { who: form.informed, at: "2026-11-20T09:42:00Z" },
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
  informed: "",
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
    order: null,
    results,
  };
}

const STEP: V.LabStep = { on: "2026-11-20", at: "2026-11-20T09:42:00Z", by: "Abena Mensah" };

export function labOrder(id: V.Id, chosen: V.LabTestChoice[], more: Partial<V.LabOrderView> = {}): V.LabOrderView {
  return {
    id,
    seen: "1",
    visitId: null,
    state: "ordered",
    tests: chosen.map(({ test: key, name }) => {
      const known = TESTS.find((one) => one.key === key);
      return {
        test: key,
        name: known?.name ?? name,
        short: known?.short ?? "",
        specimen: known?.specimen ?? "",
        isResulted: false,
      };
    }),
    wishedOn: null,
    note: "",
    laboratory: "",
    ordered: STEP,
    collected: null,
    resulted: null,
    cancelled: null,
    cancelReason: "",
    former: null,
    read: null,
    isUnread: false,
    readToken: null,
    isContested: false,
    ...more,
  };
}

/** Each test with its numbers in the order of time. */
function seriesOf(sheets: V.LabSheetView[]): V.LabSeries[] {
  const all = sheets.flatMap(({ collectedOn, results }) => results.map((result) => ({ on: collectedOn, result })));
  const names = [...new Set(all.map(({ result }) => result.name))];
  return names.map((name) => {
    const of = all.filter(({ result }) => result.name === name);
    const newest = of[0]!.result;
    const points = of.flatMap(({ on, result: { id, unit, reading: read } }) =>
      read.value === null || unit !== newest.unit ? [] : [{ on, value: read.value.number, resultId: id }],
    );
    const others = new Set(of.map(({ result }) => result.unit).filter((unit) => unit !== newest.unit));
    const results = of.map(({ result }) => result.id);
    const { test, unit } = newest;
    return { test, name, unit, results, points: points.reverse(), notDrawn: [...others] };
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
  let orders: V.LabOrderView[] = [];
  const orderOf = (id: V.Id) => orders.find((one) => one.id === id);
  const setOrder = (changed: V.LabOrderView) => {
    orders = [changed, ...orders.filter(({ id }) => id !== changed.id)];
    onChange();
    return changed;
  };
  /** The order of a sheet as it is with these results. */
  const followed = (order: V.LabOrderView, results: V.LabResultView[]): V.LabOrderView => {
    const isThere = ({ name }: V.LabOrderedTest) => results.some((one) => one.name === name);
    const tests = order.tests.map((one) => ({ ...one, isResulted: isThere(one) }));
    const isFull = tests.every(({ isResulted }) => isResulted);
    return {
      ...order,
      tests,
      state: isFull ? "resulted" : "collected",
      resulted: STEP,
      isUnread: true,
      readToken: "1",
    };
  };
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
    labs: async () => ({
      orders: orders.filter(({ id }) => !shown().some((one) => one.id === id)),
      sheets: shown(),
      series: seriesOf(shown()),
    }),
    labWork: async ({ part }) => {
      const open = (states: V.LabOrderState[]) => orders.filter(({ state: of }) => states.includes(of));
      const [toCollect, toResult] = [open(["ordered"]), open(["collected"])];
      const listed = part === "toCollect" ? toCollect : toResult;
      const patient = R.NAMES[0]!;
      const rows = listed.map((order) => ({ patient, order, facility: "Main" }));
      return { rows, toCollect: toCollect.length, toResult: toResult.length };
    },
    orderLabTests: async ({ form: given }) => {
      if (given.tests.length === 0) throw R.refusal("invalid", { field: "tests", reason: "required" });
      const wishedOn = given.wishedOn === "" ? null : given.wishedOn;
      return setOrder(labOrder(`lo${++count}`, given.tests, { wishedOn, note: given.note }));
    },
    correctLabOrder: async ({ id, loaded, form: { tests, note } }) => {
      const former = { ...loaded, wishedOn: null, corrected: STEP };
      return setOrder(labOrder(id, tests, { note, former }));
    },
    collectLabOrder: async ({ id, collectedOn, laboratory }) =>
      setOrder({ ...orderOf(id)!, state: "collected", laboratory, collected: { ...STEP, on: collectedOn } }),
    cancelLabOrder: async (id, _seen, reason) =>
      setOrder({ ...orderOf(id)!, state: "cancelled", cancelReason: reason, cancelled: STEP }),
    finishLabOrder: async (id) => {
      const on = sheets.find((one) => one.id === id)!;
      const finished = setOrder({ ...on.order!, state: "resulted" });
      put({ ...on, order: finished });
      return finished;
    },
    readLabResults: async (id) => {
      const on = sheets.find((one) => one.id === id)!;
      const read = setOrder({ ...on.order!, isUnread: false, readToken: null, read: STEP });
      put({ ...on, order: read });
      return read;
    },
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
      const order = orderOf(id);
      const added = line(`lr${++count}`, given);
      if (order === undefined) {
        const on = sheets.find((one) => one.id === id)!;
        return put({ ...on, results: [...on.results, added] });
      }
      if (added.reading.flag === "criticalHigh" && given.informed === "")
        throw R.refusal("invalid", { field: "informed", reason: "required" });
      const before = sheets.find((one) => one.id === id) ?? sheet(id, order.collected!.on, order.laboratory, []);
      const results = [...before.results, added];
      return put({ ...before, results, order: setOrder(followed(order, results)) });
    },
    editLabSheet: async ({ id, form: changed }) => put({ ...sheets.find((one) => one.id === id)!, ...changed }),
    correctLabResult: async ({ id, form: given }) => {
      const old = sheetOf(id).results.find((one) => one.id === id)!;
      const was = `${old.name} ${old.entered} ${old.unit}`;
      const isSame = old.entered === given.value && old.unit === given.unit;
      const changed = line(id, given, { corrected: { was, on: "2026-11-20", by: "Abena Mensah" } });
      if (given.informed === "" && isSame) changed.informed = old.informed;
      put({ ...sheetOf(id), results: sheetOf(id).results.map((one) => (one.id === id ? changed : one)) });
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
