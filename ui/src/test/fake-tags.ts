import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** The labels of the clinic in memory, and which patient has which. */
export function tagCommands(onChanged: () => void) {
  let rows: Omit<V.TagRow, "usedBy">[] = [];
  const on = new Map<V.Id, Set<V.Id>>();
  const chip = ({ id, name, colour, isActive }: (typeof rows)[number]): V.TagChip => ({ id, name, colour, isActive });
  const usedBy = (id: V.Id) => [...on.values()].filter((ids) => ids.has(id)).length;
  const of = (patientId: V.Id) => rows.filter(({ id }) => on.get(patientId)?.has(id)).map(chip);
  const put = (row: (typeof rows)[number]): V.TagRow => {
    if (rows.some(({ id, name }) => id !== row.id && name.toLowerCase() === row.name.toLowerCase()))
      throw R.refusal("invalid", { field: "name", reason: "taken" });
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return { ...row, usedBy: usedBy(row.id) };
  };
  const change = (patientId: V.Id, turn: (ids: Set<V.Id>) => void) => {
    const ids = on.get(patientId) ?? new Set();
    turn(ids);
    on.set(patientId, ids);
    onChanged();
    return of(patientId);
  };
  const commands = {
    tags: async () => rows.map((row) => ({ ...row, usedBy: usedBy(row.id) })),
    tagChoices: async () => rows.filter(({ isActive }) => isActive).map(chip),
    addTag: async (form) => put({ id: `tag${rows.length + 1}`, seen: "1", ...form }),
    editTag: async ({ id, seen, form }) => put({ id, seen: `${seen}+`, ...form }),
    putTagOn: async (patientId, id) => change(patientId, (ids) => ids.add(id)),
    takeTagOff: async (patientId, id) => change(patientId, (ids) => ids.delete(id)),
  } satisfies Partial<Clinic>;
  return { commands, of };
}
