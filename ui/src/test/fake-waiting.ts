import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const WHO = "Lea Petit";
const ANY: V.WaitingWishes = {
  typeId: null,
  providerId: null,
  weekdays: [],
  fromTime: "",
  untilTime: "",
  fromDay: null,
  untilDay: null,
  note: "",
};
const entry = (id: V.Id, patient: V.PatientName, since: V.Day, wishes: Partial<V.WaitingWishes>): V.WaitingEntry => ({
  id,
  seen: "1",
  patient,
  phone: "+33 1 99 00 12 34",
  wishes: { ...ANY, ...wishes },
  type: wishes.typeId === "INITIAL" ? "Initial" : null,
  provider: null,
  since,
  addedBy: WHO,
  calls: 0,
  lastCall: null,
  end: null,
  sync: R.SYNCED,
});

export const waitingEntries = (): V.WaitingEntry[] => [
  entry("w1", R.NAMES[9]!, "2026-11-09", { note: "Short notice" }),
  entry("w2", R.NAMES[13]!, "2026-11-12", { weekdays: ["mon"], fromTime: "16:00" }),
  entry("w3", R.NAMES[5]!, "2026-11-18", {}),
];

/** The waiting list of the clinic in memory, and the times that were cancelled in it. */
export function waitingCommands(state: R.FakeState) {
  let entries = state.empty ? [] : waitingEntries();
  const offBefore = state.diary.filter(({ status }) => status === "cancelled").map(({ id }) => id);
  const dismissed: V.Id[] = [];
  const find = (id: V.Id) => {
    const row = entries.find((one) => one.id === id);
    if (row === undefined) throw R.refusal("notFound");
    return row;
  };
  const put = (row: V.WaitingEntry) => {
    const changed = { ...row, seen: `${Number(row.seen) + 1}` };
    entries = entries.map((one) => (one.id === row.id ? changed : one));
    return changed;
  };
  const end = (row: V.WaitingEntry, outcome: V.WaitingOutcome, reason: string, startsAt: V.At | null) =>
    put({ ...row, end: { outcome, at: R.at("09:42"), by: WHO, reason, startsAt } });
  const waits = () => entries.filter((row) => row.end === null);
  const fitting = () => waits().filter(({ wishes }) => wishes.weekdays.length === 0);
  const slots = (): V.FreeSlotView[] =>
    state.diary
      .filter(({ id, status }) => status === "cancelled" && !offBefore.includes(id) && !dismissed.includes(id))
      .map(({ id, providerId, provider, roomId, room, facility, startsAt, endsAt }) => ({
        ids: [id],
        ...{ providerId, provider, roomId, room, facility, startsAt, endsAt },
        cause: "cancelled" as const,
        fits: fitting().length,
        entryIds: fitting().map((row) => row.id),
      }));
  const free = async () => ({ slots: slots().filter(({ fits }) => fits > 0) });
  return {
    waitingList: async ({ part }) => {
      const rows = entries.filter((row) => (row.end === null) === (part === "current"));
      return { total: rows.length, rows };
    },
    waitingListEntry: async (id) => find(id),
    addWaiting: async ({ patientId, wishes }) => {
      if (waits().some(({ patient }) => patient.id === patientId))
        throw R.refusal("invalid", { field: "patientId", reason: "taken" });
      const patient = R.NAMES.find(({ id }) => id === patientId)!;
      const row = entry(`w${entries.length + 1}`, patient, R.DAY, wishes);
      entries = [...entries, row];
      return row;
    },
    askToCall: async (patientId) => {
      const patient = R.NAMES.find(({ id }) => id === patientId)!;
      const row = entry(`w${entries.length + 1}`, patient, R.DAY, {});
      entries = [...entries, row];
      return row;
    },
    editWaiting: async (id, _seen, _loaded, form) => put({ ...find(id), wishes: form }),
    endWaiting: async (id, _seen, reason) => end(find(id), "noLongerWanted", reason, null),
    reopenWaiting: async (id) => put({ ...find(id), end: null }),
    callWaiting: async ({ id, result, retryOn, note }) => {
      const row = find(id);
      const lastCall = { id: "k1", purpose: "waiting" as const, at: R.at("09:42"), by: WHO, result, retryOn, note };
      return put({ ...row, calls: row.calls + 1, lastCall });
    },
    bookWaiting: async ({ id, appointment }) => {
      const row = find(id);
      const before = state.diary.find(
        ({ startsAt, status }) => startsAt === appointment.startsAt && status === "cancelled",
      );
      if (before === undefined) throw R.refusal("invalid", { field: "slot", reason: "taken" });
      const booked = { ...before, id: "a99", status: "scheduled" as const, patients: [row.patient] };
      state.diary = [...state.diary, booked];
      dismissed.push(before.id);
      end(row, "booked", "", booked.startsAt);
      return booked;
    },
    freeSlots: free,
    freeSlotFits: async (id) => {
      const slot = slots().find(({ ids }) => ids.includes(id));
      if (slot === undefined) throw R.refusal("notFound");
      const minutes = (Date.parse(slot.endsAt) - Date.parse(slot.startsAt)) / 60_000;
      return { slot, rows: fitting().map((row) => ({ entry: row, startsAt: slot.startsAt, minutes })) };
    },
    dismissFreeSlot: async (ids, isDismissed) => {
      if (isDismissed) dismissed.push(...ids);
      else dismissed.splice(0, dismissed.length, ...dismissed.filter((id) => !ids.includes(id)));
      return await free();
    },
  } satisfies Partial<Clinic>;
}
