import type { PatientName } from "../ipc/views";

const plain = (name: string) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** The ids of those in a list who have the name of somebody else in it. */
export function namesakesOf(patients: Pick<PatientName, "id" | "name">[]): ReadonlySet<string> {
  const firstOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, name } of patients) {
    const first = firstOf.get(plain(name));
    if (first === undefined) firstOf.set(plain(name), id);
    else if (first !== id) shared.add(first).add(id);
  }
  return shared;
}
