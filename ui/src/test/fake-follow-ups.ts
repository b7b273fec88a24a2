import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { shiftDay } from "../words/time";
import * as R from "./records";

/** A day from today on, in the clinic of the tests. */
const inDays = (days: number): string => shiftDay(new Date().toISOString().slice(0, 10), days);

/** Follow-ups of the first patients, in memory, by the day that their last visit set. */
export function followUpCommands(state: R.FakeState) {
  const calls = new Map<V.Id, V.CallView[]>();
  const due: Record<V.FollowUpPart, (string | null)[]> = state.empty
    ? { overdue: [], thisWeek: [], unbooked: [] }
    : { overdue: [inDays(-12), inDays(-1)], thisWeek: [inDays(0)], unbooked: [null, inDays(40)] };
  const start = { overdue: 0, thisWeek: 2, unbooked: 3 };
  return {
    followUps: async ({ part }) => ({
      rows: due[part].map((day, index) => {
        const patient = R.NAMES[start[part] + index]!;
        return {
          ...patient,
          phone: R.phoneOf(start[part] + index) || null,
          dietitian: "Claire Dubois",
          lastVisit: R.at("09:00"),
          due: day,
          lastCall: calls.get(patient.id)?.[0] ?? null,
        };
      }),
      total: due[part].length,
      overdue: due.overdue.length,
      thisWeek: due.thisWeek.length,
      unbooked: due.unbooked.length,
    }),
    patientCalls: async (id) => calls.get(id) ?? [],
    recordCall: async ({ patientId, purpose, result, retryOn, note }) => {
      const former = calls.get(patientId) ?? [];
      const id = `call${former.length}`;
      const call = { id, purpose, at: R.at("10:00"), by: "Claire Dubois", result, retryOn: retryOn ?? null, note };
      calls.set(patientId, [call, ...former]);
      return call;
    },
  } satisfies Partial<Clinic>;
}
