import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** No backup at first; a free path is written to, and a complete key opens what was written. */
export function backupCommands(onChanged: () => void) {
  let view: V.BackupsView = {
    last: null,
    rehearsed: null,
    everyDays: 7,
    seen: "b1",
    nextOn: null,
    isDue: true,
    isRehearsalDue: false,
  };
  const step = (file: string): V.BackupStep => ({ at: R.at("09:00"), by: "Abena Mensah", file });
  const change = (to: Partial<V.BackupsView>) => {
    view = { ...view, ...to };
    onChanged();
    return view;
  };
  return {
    backups: async () => view,
    backUp: async (path) => {
      if (path === "taken") throw R.refusal("invalid", { field: "path", reason: "taken" });
      change({ last: step(path), nextOn: "2026-11-27", isDue: false, isRehearsalDue: true });
      return { path: `/home/ama/${path}`, kilobytes: 10_240, lacks: [] };
    },
    rehearseBackup: async (path, groups) => {
      if (groups.some((group) => group.length !== 4)) throw R.refusal("backupUnreadable");
      change({ rehearsed: step(path), isRehearsalDue: false });
      return {
        madeAt: R.at("08:00"),
        madeBy: "Abena Mensah",
        computer: "Front desk",
        seconds: 42,
        patients: 3412,
        rows: 90_000,
        auditEntries: 12_345,
        altered: 0,
      };
    },
    editBackupDays: async (_, everyDays) => change({ everyDays }),
  } satisfies Partial<Clinic>;
}
