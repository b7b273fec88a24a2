import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const prescription = (id: string, more: Partial<V.PrescriptionView>): V.PrescriptionView => ({
  id,
  seen: "1",
  medication: "Metformin 500 mg",
  dosage: "1 tablet",
  frequency: "twice a day",
  duration: "3 months",
  instructions: "With food",
  quantity: "60",
  refills: "3",
  prescribedOn: "2026-11-18",
  validUntil: "2027-05-18",
  allergyReason: "",
  state: "active",
  statusReason: "",
  isRemoved: false,
  isContested: false,
  prescriber: "David Osei",
  writtenBy: "",
  former: null,
  visitId: null,
  renews: null,
  renewedAs: null,
  isDispensed: false,
  left: 4,
  beyond: 0,
  dispensed: [],
  allergies: [],
  ...more,
});

const given = (id: string): V.DispensingView => ({
  id,
  at: "2026-11-19T09:00:00Z",
  by: "Inès Costa",
  quantity: 60,
  medication: "Vitamin D 1000 IU",
  dosage: "1 tablet",
  allergyReason: "",
  takenBack: null,
});

/** Prescriptions in memory; an allergy is that to penicillin. */
export function prescriptionCommands(state: R.FakeState, onChange: () => void) {
  let rows: V.PrescriptionView[] = state.empty
    ? []
    : [
        prescription("rx1", {}),
        prescription("rx2", {
          medication: "Vitamin D 1000 IU",
          frequency: "once a day",
          refills: "1",
          isDispensed: true,
          left: 0,
          beyond: 1,
          dispensed: [given("d1"), given("d2"), given("d3")],
        }),
        prescription("rx3", { medication: "Iron 80 mg", state: "expired", validUntil: "2026-10-01" }),
      ];
  let removed: V.PrescriptionView[] = [];
  const changed = (id: string, change: Partial<V.PrescriptionView>) => {
    rows = rows.map((row) => (row.id === id ? { ...row, seen: `${row.seen}1`, ...change } : row));
    onChange();
    return rows.find((row) => row.id === id)!;
  };
  const written = (row: V.PrescriptionView): V.Prescribed => ({ outcome: "written", prescription: row });
  const asked: V.Prescribed = {
    outcome: "asked",
    questions: [{ question: "allergy", substance: "Penicillin", reaction: "Rash", isOfClass: false }],
  };
  const isAsked = (form: V.PrescriptionForm) => /penicillin/i.test(form.medication) && form.allergyReason.trim() === "";
  const check = (form: V.PrescriptionForm) => {
    if (form.quantity === "many") throw R.refusal("invalid", { field: "quantity", reason: "malformed" });
    if (form.validUntil === "") throw R.refusal("invalid", { field: "validUntil", reason: "notADate" });
  };
  const inPart = (part: V.DispensingPart) =>
    rows.filter((row) => row.state === "active" && row.left > 0 && row.isDispensed === (part === "refills"));
  return {
    prescriptions: async () => rows,
    toDispense: async ({ part, search }) => ({
      rows: inPart(part)
        .filter(() => R.NAMES[0]!.name.toLowerCase().includes(search.toLowerCase()))
        .map((row) => ({ patient: R.NAMES[0]!, prescription: row })),
      waiting: inPart("waiting").length,
      refills: inPart("refills").length,
    }),
    prescribeMedicine: async ({ form }) => {
      check(form);
      if (isAsked(form)) return asked;
      const row = prescription(`rx${rows.length + 1}`, form);
      rows = [row, ...rows];
      onChange();
      return written(row);
    },
    editPrescription: async ({ id, form }) => {
      check(form);
      if (isAsked(form)) return asked;
      const before = rows.find((one) => one.id === id)!;
      const keys = Object.keys(form) as (keyof V.PrescriptionForm)[];
      const was = Object.fromEntries(keys.map((key) => [key, before[key]])) as V.PrescriptionForm;
      const correctedAt = "2026-11-20T09:30:00Z";
      const former = { form: was, prescriber: before.prescriber, correctedAt, correctedBy: "David Osei" };
      return written(changed(id, { ...form, former }));
    },
    renewPrescription: async (id) => {
      const row = { ...rows.find((one) => one.id === id)!, id: `rx${rows.length + 1}`, renews: id };
      const completed = { state: "completed" as const, renewedAs: row.id };
      rows = rows.map((one) => (one.id === id && one.state === "active" ? { ...one, ...completed } : one));
      rows = [{ ...row, state: "active", dispensed: [], isDispensed: false, left: 4 }, ...rows];
      onChange();
      return written(rows[0]!);
    },
    setPrescriptionStatus: async (id, _seen, status, reason) => changed(id, { state: status, statusReason: reason }),
    removePrescription: async (id) => {
      removed = rows.filter((row) => row.id === id);
      rows = rows.filter((row) => row.id !== id);
      onChange();
      return "2";
    },
    restorePrescription: async () => {
      rows = [...removed, ...rows];
      onChange();
      return rows[0]!;
    },
    dispensePrescription: async (id, _seen, quantity, allergyReason) => {
      const row = rows.find((one) => one.id === id)!;
      if (isAsked({ ...row, allergyReason })) return asked;
      const { medication, dosage } = row;
      const what = { medication, dosage, allergyReason, quantity: Number(quantity) };
      const dispensed = [...row.dispensed, { ...given(`d-${row.dispensed.length}`), ...what }];
      return written(changed(id, { dispensed, isDispensed: true, left: row.left - 1 }));
    },
    takeBackDispensing: async (id, reason) => {
      const row = rows.find(({ dispensed }) => dispensed.some((one) => one.id === id))!;
      const takenBack = { at: "2026-11-20T10:00:00Z", by: "Inès Costa", reason };
      return changed(row.id, {
        dispensed: row.dispensed.map((one) => (one.id === id ? { ...one, takenBack } : one)),
        beyond: Math.max(0, row.beyond - 1),
      });
    },
  } satisfies Partial<Clinic>;
}
