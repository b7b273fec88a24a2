import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const ROLES: V.Choice[] = [
  { id: "r1", name: "Nurse" },
  { id: "r2", name: "Operator" },
  { id: "r3", name: "Head doctor" },
  { id: "r4", name: "Admin" },
  { id: "r5", name: "Dietitian" },
];

const alert = (id: string, more: Partial<V.AlertView>): V.AlertView => ({
  id,
  kind: "medical",
  priority: "high",
  title: "Cold room at 9 °C",
  facility: "Ring Road",
  department: null,
  room: null,
  state: "active",
  raised: { at: R.at("09:40"), by: "Bright Osei" },
  acknowledged: null,
  ended: null,
  expiresAt: null,
  level: 1,
  levelMax: 3,
  nextAt: R.at("10:10"),
  callsYou: true,
  isContested: false,
  description: "",
  remark: "",
  steps: [],
  ...more,
});

/** Alerts in memory: one that waits, one that was taken on and escalated, one that is over. */
export function alertCommands(state: R.FakeState, onChange: () => void) {
  let rows: V.AlertView[] = state.empty
    ? []
    : [
        alert("al1", {
          priority: "high",
          department: "Cardiology",
          acknowledged: { at: R.at("09:50"), by: "Claire Moreau" },
          state: "acknowledged",
          title: "Oxygen supply low",
          description: "The gauge is in the red.",
          level: 2,
          steps: [{ at: R.at("09:45"), from: 1, to: 2, reason: "timeout", by: null, remark: "" }],
        }),
        alert("al2", {}),
        alert("al3", {
          title: "Smoke in the kitchen",
          kind: "fire",
          state: "resolved",
          ended: { at: R.at("08:30"), by: "Abena Mensah" },
          nextAt: null,
          callsYou: false,
          remark: "Burnt toast.",
        }),
      ];
  let levels: V.AlertLevels = {
    levels: [ROLES.slice(0, 2), ROLES.slice(2, 3), ROLES.slice(3, 4)].map((roles) => ({ roles, isDefault: true })),
    choices: ROLES,
  };
  let timers: V.AlertTimers = { low: 240, medium: 60, high: 15, critical: 5 };
  const isOver = ({ ended }: V.AlertView) => ended !== null;
  const changed = (id: V.Id, more: Partial<V.AlertView>) => {
    rows = rows.map((row) => (row.id === id ? { ...row, ...more } : row));
    onChange();
    return rows.find((row) => row.id === id)!;
  };
  const me = { at: R.at("10:00"), by: "Abena Mensah" };
  return {
    alerts: async ({ part, offset, limit }) => {
      const listed = rows.filter((row) => isOver(row) === (part === "ended"));
      return { rows: listed.slice(offset, offset + limit), total: listed.length };
    },
    alertWatch: async () => {
      const open = rows.filter((row) => !isOver(row));
      return {
        open: open.length,
        critical: open.filter(({ priority, state: now }) => priority === "critical" && now === "active"),
      };
    },
    isCriticalAlertWaiting: async () => rows.some((row) => row.priority === "critical" && row.state === "active"),
    alert: async (id) => rows.find((row) => row.id === id)!,
    alertSites: async () => ({
      sites: [
        {
          id: "f1",
          name: "Ring Road",
          departments: [{ id: "dep1", name: "Cardiology" }],
          rooms: [{ id: "room1", name: "Room 1" }],
        },
      ],
      facilityId: "f1",
      departmentId: null,
    }),
    raiseAlert: async (form) => {
      const raised = alert(`al${rows.length + 1}`, {
        kind: form.kind,
        priority: form.priority,
        title: form.title,
        description: form.description,
        department: form.departmentId === null ? null : "Cardiology",
        room: form.roomId === null ? null : "Room 1",
        raised: { at: new Date().toISOString(), by: "Abena Mensah" },
        expiresAt: form.expiresAt,
      });
      rows = [raised, ...rows];
      onChange();
      return raised;
    },
    acknowledgeAlert: async (id) => changed(id, { state: "acknowledged", acknowledged: me }),
    resolveAlert: async (id, remark) => changed(id, { state: "resolved", ended: me, remark, nextAt: null }),
    cancelAlert: async (id, remark) => changed(id, { state: "cancelled", ended: me, remark, nextAt: null }),
    escalateAlert: async (id, remark) => {
      const { level, steps } = rows.find((row) => row.id === id)!;
      const step: V.AlertStep = { at: me.at, from: level, to: level + 1, reason: "manual", by: me.by, remark };
      return changed(id, { level: level + 1, steps: [...steps, step] });
    },
    alertLevels: async () => levels,
    editAlertLevels: async (_loaded, { first, second, third }) => {
      const roles = (ids: V.Id[]) => ROLES.filter(({ id }) => ids.includes(id));
      levels = { ...levels, levels: [first, second, third].map((ids) => ({ roles: roles(ids), isDefault: false })) };
      return levels;
    },
    alertTimers: async () => timers,
    editAlertTimers: async (_loaded, form) => {
      timers = form;
      return timers;
    },
  } satisfies Partial<Clinic>;
}
