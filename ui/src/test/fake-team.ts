import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** The care team of Mary in memory. */
export function teamCommands(onChanged: () => void) {
  let rows: V.MemberView[] = [];
  const removed = new Map<V.Id, V.MemberView>();
  const put = (row: V.MemberView) => {
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return row;
  };
  const stateOf = (until: V.Day | null): V.MemberState => (until !== null && until < "2026-11-20" ? "over" : "current");
  const commands = {
    addMember: async ({ userId, since }) =>
      put({
        id: `ct${rows.length + 1}`,
        seen: "1",
        userId,
        name: R.PROVIDERS.find(({ id }) => id === userId)!.name,
        since,
        until: null,
        state: "current",
      }),
    endMember: async ({ id, seen, until }) =>
      put({ ...rows.find((row) => row.id === id)!, seen: `${seen}+`, until, state: stateOf(until) }),
    removeMember: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restoreMember: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  const view = (): V.CareTeamView => ({ dietitian: R.PROVIDERS[0] ?? null, isUnsure: false, members: rows });
  return { commands, view };
}
