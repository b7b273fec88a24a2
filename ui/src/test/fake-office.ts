import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as A from "./audit-records";
import { diaryCommands } from "./fake-diary";
import { serviceCommands } from "./fake-services";
import * as R from "./records";

/** What the operator of the server reads out of its new key. */
export const KEY_CODE = "7QXM-4RZP-L2AE-9KTN";

/** Sync, the audit log, conflicts and settings of the clinic in memory. */
export function officeCommands(state: R.FakeState) {
  const rejected = (state.rejected ??= A.REJECTED.slice(0, state.sync.refused ?? 0));
  const decideRejected = (groupId: V.Id) => {
    const index = rejected.findIndex(({ row }) => row.groupId === groupId);
    if (index === -1) throw R.refusal("notFound");
    rejected.splice(index, 1);
    state.sync = { ...state.sync, refused: rejected.length };
    return null;
  };
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

  const decide = (ids: V.Id[]) => {
    state.reviews = state.reviews.filter(({ row }) => !ids.includes(row.id));
    return null;
  };
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
      refused: rejected.map(({ row }) => row),
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
          leaseUntil: null,
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
          leaseUntil: null,
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
    sendAgain: async (groupId) => decideRejected(groupId),
    discardRefused: async (groupId) => decideRejected(groupId),
    rejectedChange: async (groupId) => {
      const change = rejected.find(({ row }) => row.groupId === groupId);
      if (change === undefined) throw R.refusal("notFound");
      const mayRead = state.rights.includes("chart.read") || change.row.patient === null;
      return { ...change, fields: mayRead ? change.fields : [] };
    },
    saveRejected: async (_, path) => {
      if (path.startsWith("/none/")) throw R.refusal("invalid", { field: "path", reason: "unknown" });
      return path.startsWith("/") ? path : `/home/abena/${path}`;
    },
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
    fetchAgain: async () => {
      state.sync = { ...state.sync, quarantined: 0 };
      return 1;
    },
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
  return { ...diaryCommands(state), ...office, ...serviceCommands(state.empty) };
}
