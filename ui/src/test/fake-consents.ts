import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

/** The consents of Mary in memory. */
export function consentCommands(onChanged: () => void) {
  let rows: V.ConsentView[] = [];
  const removed = new Map<V.Id, V.ConsentView>();
  const put = (row: V.ConsentView) => {
    rows = [row, ...rows.filter(({ id }) => id !== row.id)].sort((a, b) => b.signedOn.localeCompare(a.signedOn));
    onChanged();
    return row;
  };
  const commands = {
    addConsent: async ({ version, signedOn, method, note, documentId }) =>
      put({
        id: `cs${rows.length + 1}`,
        seen: "1",
        version,
        signedOn,
        method,
        withdrawnOn: null,
        note,
        by: "Abena Mensah",
        document: documentId === null ? null : { id: documentId, name: "Signed form" },
        scans: note.includes("scanned") ? [{ id: "of1", name: "Signed form" }] : [],
      }),
    withdrawConsent: async ({ id, seen, withdrawnOn }) =>
      put({ ...rows.find((row) => row.id === id)!, seen: `${seen}+`, withdrawnOn }),
    nameSignedForm: async ({ id, seen, documentId }) =>
      put({
        ...rows.find((row) => row.id === id)!,
        seen: `${seen}+`,
        document: documentId === null ? null : { id: documentId, name: "Signed form" },
      }),
    removeConsent: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restoreConsent: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  const state = (): V.ConsentState => {
    const [last] = rows;
    if (last === undefined) return "notAsked";
    return last.withdrawnOn === null ? "signed" : "withdrawn";
  };
  return { commands, view: (): V.Consents => ({ state: state(), rows }) };
}
