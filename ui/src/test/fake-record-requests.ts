import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const WHO = "Mei Tanaka";
const OPEN = { status: "open", answeredAt: null, answeredBy: "", reason: "" } as const;

const asked = (id: V.Id, patient: V.PatientName, form: V.RecordRequestForm): V.RecordRequestView => ({
  ...form,
  ...OPEN,
  id,
  seen: "1",
  patient,
  isOverdue: form.dueOn < R.DAY,
  enteredBy: WHO,
});

const insurer = { askedBy: "Union Insurance", askedFor: "Visits of this year", askedOn: "2026-11-02" };
const physician = { askedBy: "Riverside Clinic", askedFor: "Laboratory results", askedOn: "2026-11-18" };

/** Requests for copies of records in memory: one is overdue, one is not. */
export function recordRequestCommands() {
  let rows = [
    asked("rr1", R.NAMES[9]!, { ...insurer, dueOn: "2026-11-16" }),
    asked("rr2", R.NAMES[13]!, { ...physician, dueOn: "2026-12-01" }),
  ];
  const put = (id: V.Id, change: Partial<V.RecordRequestView>) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw R.refusal("notFound");
    const changed = { ...row, ...change, seen: `${Number(row.seen) + 1}` };
    rows = rows.map((one) => (one.id === id ? changed : one));
    return changed;
  };
  const closed = (status: V.RecordRequestStatus, reason: string) =>
    ({ status, reason, answeredAt: R.at("09:42"), answeredBy: WHO, isOverdue: false }) as const;
  return {
    openRecordRequests: async () => ({ isUnsure: false, requests: rows.filter(({ status }) => status === "open") }),
    patientRecordRequests: async (id) => ({
      isUnsure: false,
      requests: rows.filter(({ patient }) => patient.id === id),
    }),
    addRecordRequest: async ({ patientId, form }) => {
      const patient = R.NAMES.find(({ id }) => id === patientId)!;
      const row = asked(`rr${rows.length + 1}`, patient, form);
      rows = [...rows, row];
      return row;
    },
    answerRecordRequest: async (id) => put(id, closed("done", "")),
    refuseRecordRequest: async (id, _, reason) => put(id, closed("refused", reason)),
    reopenRecordRequest: async (id) => {
      const { dueOn } = put(id, OPEN);
      return put(id, { isOverdue: dueOn < R.DAY });
    },
  } satisfies Partial<Clinic>;
}
