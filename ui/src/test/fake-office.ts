import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as A from "./audit-records";
import * as R from "./records";

/** What the operator of the server reads out of its new key. */
export const KEY_CODE = "7QXM-4RZP-L2AE-9KTN";

/** The diary, sync, the audit log, conflicts and settings of the clinic in memory. */
export function officeCommands(state: R.FakeState) {
  const status = (): V.SyncStatus => ({
    state: "synced",
    waiting: 0,
    sent: 0,
    since: null,
    syncedAt: R.at("09:42"),
    late: false,
    conflicts: state.solved ? 0 : 1,
    refused: 0,
    quarantined: 0,
    inReview: state.reviews.length,
    cause: null,
    clockAheadMinutes: null,
    serverJumpMinutes: null,
    changesAheadMinutes: null,
    serverRestored: false,
    serverRestoredAt: null,
    renumbered: false,
    toCome: false,
    ...state.sync,
  });
  const move = (id: V.Id, change: Partial<V.AppointmentView>) => {
    state.diary = state.diary.map((entry) =>
      entry.id === id ? { ...entry, ...change, seen: `${Number(entry.seen) + 1}` } : entry,
    );
    return state.diary.find((entry) => entry.id === id)!;
  };

  const decide = (ids: V.Id[]) => {
    state.reviews = state.reviews.filter(({ row }) => !ids.includes(row.id));
    return null;
  };
  const diary = {
    today: async (day) => {
      const rows: V.TodayRow[] = state.diary
        .filter((entry) => entry.providerId === "u1")
        .map((appointment) => ({
          appointment,
          visitId: appointment.id === "a4" ? "v2" : null,
          note: appointment.id === "a1" ? "signed" : appointment.id === "a2" ? "draft" : null,
          next:
            appointment.id === "a2"
              ? "signNote"
              : appointment.status === "inRoom"
                ? "continue"
                : appointment.status === "arrived" ||
                    appointment.status === "confirmed" ||
                    appointment.status === "scheduled"
                  ? "startVisit"
                  : "none",
        }));
      const needs: V.NeedRow[] = state.empty
        ? []
        : [
            { kind: "unsignedNote", id: "n2", form: null, patient: R.NAMES[6]!, at: R.at("08:55") },
            { kind: "conflict", id: "c1", form: null, patient: R.NAMES[0]!, at: R.at("16:10", "2026-11-19") },
            { kind: "clash", id: "a11", form: null, patient: R.NAMES[11]!, at: R.at("10:00") },
          ];
      return {
        day,
        rows,
        needs,
        waiting: state.empty ? [] : [{ patient: R.NAMES[0]!, since: R.at("09:48"), room: "Room 1" }],
      };
    },
    diary: async (day) => ({
      day,
      timeZone: "UTC",
      opens: "08:00",
      closes: "17:00",
      columns: R.PROVIDERS.map((provider) => ({
        providerId: provider.id,
        name: provider.name,
        from: "08:00",
        to: "17:00",
        breaks: [{ from: "12:00", to: "13:00" }],
        booked: state.diary.filter((entry) => entry.providerId === provider.id).length,
        free: 4,
      })),
      appointments: state.diary.filter((entry) => entry.startsAt.startsWith(day)),
      choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS },
    }),
    bookAppointment: async (form) => {
      const booked: V.AppointmentView = {
        ...R.appointments(R.DAY)[0]!,
        id: `a${state.diary.length + 1}`,
        startsAt: form.startsAt,
        endsAt: new Date(Date.parse(form.startsAt) + form.minutes * 60_000).toISOString(),
        status: "scheduled",
        providerId: form.providerId,
        patients: [R.person(form.patientId)],
      };
      state.diary = [...state.diary, booked];
      return booked;
    },
    moveAppointment: async (change) =>
      move(change.id, {
        startsAt: change.startsAt,
        providerId: change.providerId,
        endsAt: new Date(Date.parse(change.startsAt) + change.minutes * 60_000).toISOString(),
      }),
    setAppointmentStatus: async (id, _seen, next) => move(id, { status: next }),
  } satisfies Partial<Clinic>;
  const office = {
    syncStatus: async () => status(),
    syncPage: async () => ({
      status: status(),
      serverUrl: status().state === "noServer" ? null : "https://clinic.example.org",
      waiting:
        status().waiting > 0
          ? [
              { patient: R.NAMES[0]!, changes: 9, since: R.at("08:10") },
              { patient: null, changes: 3, since: R.at("08:30") },
            ]
          : [],
      refused: [],
      quarantined: [],
      notCarried: [],
      devices: [
        {
          id: "d1",
          seen: "1",
          number: 1,
          name: "Front desk",
          isThis: true,
          lastSeen: R.at("09:42"),
          waiting: status().waiting,
          version: "0.1.0",
          revokedAt: null,
        },
        {
          id: "d2",
          seen: "1",
          number: 2,
          name: "Room 2 PC",
          isThis: false,
          lastSeen: R.at("09:40"),
          waiting: 0,
          version: "0.1.0",
          revokedAt: null,
        },
      ],
      details: [
        { name: "Cursor", value: "t1:4821" },
        { name: "Head", value: "4821" },
      ],
    }),
    syncNow: async () => status(),
    stopSync: async () => null,
    sendAgain: async () => null,
    discardRefused: async () => null,
    connectServer: async (address) => {
      if (address.ca?.kind === "path" && !address.ca.path.endsWith(".pem"))
        throw R.refusal("invalid", { field: "ca", reason: "unknown" });
      return status();
    },
    confirmServerKey: async (code) => {
      if (code !== KEY_CODE) throw R.refusal("invalid", { field: "code", reason: "unknown" });
      state.sync = { ...state.sync, state: "synced", cause: null };
      return status();
    },
    createEnrolmentCode: async () => ({
      code: "4WMA-ZL2E-6RVD-K7QX-9TNP-2F",
      serverUrl: "https://clinic.example.org",
      expiresAt: R.at("11:00"),
    }),
    revokeDevice: async () => null,
    carryAgain: async () => 0,
    endRestored: async () => {
      const noted = state.sync.serverRestoredAt ?? null;
      state.sync = { ...state.sync, serverRestoredAt: null };
      return noted;
    },
    takeOwnTime: async () => {
      const ahead = state.sync.changesAheadMinutes ?? null;
      state.sync = { ...state.sync, changesAheadMinutes: null };
      return ahead;
    },
    takeServerTime: async () => {
      const jump = state.sync.serverJumpMinutes ?? null;
      state.sync = { ...state.sync, serverJumpMinutes: null };
      return jump;
    },
    auditPage: async (query) => A.auditPage(query, state.entries),
    auditEntry: async (_deviceNumber, number) => A.auditEntry(number),
    auditPeople: async () => R.PROVIDERS.map(({ id, name }) => ({ id, name })),
    exportAudit: async ({ path, reason }) => {
      if (path.startsWith("/none/")) throw R.refusal("invalid", { field: "path", reason: "unknown" });
      if (reason === "") throw R.refusal("invalid", { field: "reason", reason: "required" });
      return { path: path.startsWith("/") ? path : `/home/abena/${path}`, entries: 6 };
    },
    verifyAudit: async () => ({
      deviceNumber: 1,
      entries: 18_204,
      acceptedTo: null,
      acknowledged: 18_000,
      deviceOnly: 1,
      fault: null,
      at: null,
      others: [],
      number: "proved",
      file: { alarm: null, lostActions: [], missing: [], anchor: "stored", isDiskFull: false },
      records: [],
      erased: [],
      isClean: true,
    }),
    reviewRows: async () => state.reviews.map(({ row }) => row),
    reviewChanges: async (ids) => state.reviews.filter(({ row }) => ids.includes(row.id)),
    admitChanges: async (ids) => decide(ids),
    rejectChanges: async (ids) => decide(ids),
    conflicts: async () =>
      state.solved
        ? []
        : [
            {
              id: "c1",
              patient: A.CONFLICT.patient,
              what: A.CONFLICT.what,
              at: R.at("16:10", "2026-11-19"),
              fields: 2,
            },
          ],
    conflict: async () => A.CONFLICT,
    resolveConflict: async () => {
      state.solved = true;
      return null;
    },
  } satisfies Partial<Clinic>;
  return { ...diary, ...office };
}
