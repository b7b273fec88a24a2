import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** Patients that are imported at once. */
const BATCH = 2;
const GUESSES: Record<string, V.ImportTarget> = { prenom: "givenName", nom: "familyName", born: "birthDate" };
/** A birth date that the clinic in memory reads. */
const DAY = /^\d{4}-\d\d-\d\d$/;
const EITHER = /^(0\d|1[012])\/(0\d|1[012])\/\d{4}$/;

/** Lists of patients: values without quotes, of which birth dates can be wrong. Mary Okafor is a duplicate. */
export function importCommands(onChanged: () => void) {
  let text = "";
  let running: V.ImportProgress = { importId: null, imported: 0, total: 0 };
  let imports: V.PatientImportView[] = [];
  let foodImports: V.FoodImport[] = [];
  const undoneFoods = (id: V.Id): V.UndoneFoodImport => {
    const { foods } = foodImports.find((one) => one.id === id)!;
    return { removed: foods - 1, changedSince: [], used: ["Oat drink"] };
  };
  const lines = () => text.split("\n").filter((line) => line !== "");
  const headings = () => lines()[0]?.split(",") ?? [];
  const columns = (targets: V.ImportPlan["targets"]): V.ImportColumn[] =>
    headings().map((heading, index) => ({
      heading,
      target: targets === null ? (GUESSES[heading] ?? null) : (targets[index] ?? null),
      samples: lines()
        .slice(1, 4)
        .map((line) => line.split(",")[index] ?? ""),
    }));
  const check = (plan: V.ImportPlan): V.ImportView => {
    const errors: V.ImportError[] = [];
    const duplicates: V.LineDuplicate[] = [];
    const all = columns(plan.targets);
    const at = (target: V.ImportTarget) => all.findIndex((column) => column.target === target);
    for (const [index, line] of lines().entries()) {
      if (index === 0) continue;
      const number = index + 1;
      const values = line.split(",").map((value, column) => {
        const own = plan.corrections.find((one) => one.line === number && one.column === column + 1);
        return own?.value ?? value;
      });
      const error = { line: number, values: values.length, character: null };
      if (values.length !== all.length) {
        errors.push({ ...error, column: null, value: null, field: "columns", reason: "malformed" });
        continue;
      }
      const born = values[at("birthDate")] ?? "";
      const isRead = born === "" || DAY.test(born) || (plan.dates !== null && EITHER.test(born));
      if (!isRead) {
        const reason = EITHER.test(born) ? "ambiguousDate" : "notADate";
        errors.push({ ...error, column: at("birthDate") + 1, value: born, field: "birthDate", reason });
        continue;
      }
      const name = `${values[at("givenName")] ?? ""} ${values[at("familyName")] ?? ""}`.trim();
      const mary = R.NAMES[0]!;
      if (name === mary.name)
        duplicates.push({
          line: number,
          name,
          birthDate: DAY.test(born) ? born : null,
          otherLine: null,
          patientId: mary.id,
          otherName: mary.name,
          otherBirthDate: mary.birthDate,
          reasons: ["sameName"],
        });
    }
    const valid = lines().length - 1 - errors.length;
    const leftOut = plan.leftOut.length;
    return { columns: all, errors, duplicates, known: 0, valid, leftOut, ready: valid - leftOut };
  };
  const batch = () => {
    running = { ...running, imported: Math.min(running.total, running.imported + BATCH) };
    const { importId, imported } = running;
    imports = imports.map((one) => (one.id === importId ? { ...one, patients: imported } : one));
    onChanged();
    return running;
  };
  const ofFoods = (imported: number): V.FoodImportView => {
    const [first = "", ...rest] = lines();
    if (!first.includes("name")) throw R.refusal("importUnreadable");
    const errors = rest.flatMap((line, index): V.ImportError[] => {
      const values = line.split(",");
      const error = { line: index + 2, column: 1, value: "", values: values.length, field: "name", character: null };
      const [name, amount = ""] = values;
      if (name === "") return [{ ...error, reason: "required" }];
      const tooMuch = { ...error, column: 2, value: amount, field: first.split(",")[1] ?? "" };
      return Number(amount) > 100 ? [{ ...tooMuch, reason: "impossible" }] : [];
    });
    const importId = imported === 0 ? null : `fi${foodImports.length + 1}`;
    return { leftOut: [], errors, known: 0, ready: rest.length - errors.length, imported, importId };
  };
  return {
    importBytes: async (first, bytes) => void (text = (first === 0 ? "" : text) + R.textOf(bytes)),
    importColumns: async () => {
      const broken = lines().findIndex((line) => line.includes('"'));
      if (broken >= 0) throw R.refusal("importUnreadable", { reference: `${broken + 1}` });
      return { columns: columns(null), lines: lines().length - 1 };
    },
    checkImport: async (plan) => check(plan),
    beginImport: async (plan) => {
      const lines = check(plan).ready;
      running = { importId: `im${imports.length + 1}`, imported: 0, total: lines };
      const id = running.importId ?? "";
      imports = [{ id, lines, at: R.at("10:00"), by: "Abena Mensah", patients: 0, deleted: 0 }, ...imports];
      return batch();
    },
    continueImport: async () => batch(),
    // a list of foods: a line without a name is wrong
    checkFoodImport: async () => ofFoods(0),
    importFoods: async () => {
      const done = ofFoods(ofFoods(0).ready);
      const { imported: foods, importId } = done;
      if (importId !== null)
        foodImports = [{ id: importId, at: R.at("10:00"), by: "Abena Mensah", foods, removed: 0 }, ...foodImports];
      onChanged();
      return done;
    },
    foodImports: async () => foodImports,
    // one of its foods is in a plan
    considerUndoingFoodImport: async (id) => undoneFoods(id),
    undoFoodImport: async (id) => {
      const done = undoneFoods(id);
      const { removed } = done;
      foodImports = foodImports.map((one) => (one.id === id ? { ...one, foods: one.foods - removed, removed } : one));
      onChanged();
      return done;
    },
    forgetImport: async () => {
      text = "";
      return null;
    },
    saveImportErrors: async (_plan, _reasons, path) => `/home/abena/${path}`,
    patientImports: async () => imports,
    undoImport: async (id, after) => {
      const { patients } = imports.find((one) => one.id === id)!;
      const removed = Math.min(BATCH, patients - 1);
      imports = imports.map((one) =>
        one.id === id ? { ...one, patients: patients - removed, deleted: one.deleted + removed } : one,
      );
      onChanged();
      const isLast = patients - removed <= 1;
      return { removed, changed: isLast ? [R.NAMES[1]!] : [], next: isLast ? null : `${after ?? ""}x` };
    },
  } satisfies Partial<Clinic>;
}
