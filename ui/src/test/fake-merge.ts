import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** Merges of files. */
export function fakeMerge() {
  let merges: V.MergeView[] = [];
  const file = (id: V.Id): V.MergeFile => {
    const { name, birthDate, sex } = R.person(id);
    const [givenName, ...family] = name.split(" ");
    const form = { ...R.emptyForm(), givenName: givenName!, familyName: family.join(" "), birthDate, sex };
    return {
      ...R.person(id),
      seen: "1",
      dietitian: null,
      form: id === "p1" ? { ...form, phone: "0803 555 0101" } : form,
    };
  };
  const commands = (header: (id: V.Id) => V.PatientHeader) =>
    ({
      duplicatePairs: async () => {
        const reasons: V.DuplicateReason[] = ["similarName", "sameBirthDate"];
        const rows = merges.length > 0 ? [] : [{ first: R.person("p1"), second: R.person("p9"), reasons }];
        return { rows, total: rows.length };
      },
      mergePreview: async (from, into) => {
        const [ours, theirs] = [file(from), file(into)];
        const differs = (field: "givenName" | "familyName" | "birthDate" | "sex" | "phone") =>
          ours.form[field] !== theirs.form[field];
        return {
          from: ours,
          into: theirs,
          differing: (["givenName", "familyName", "birthDate", "sex", "phone"] as const).filter(differs),
          needsCheck: differs("birthDate") || differs("sex"),
          counts: [{ entity: "Visit", from: 3, into: 12 }],
          dietOrders: null,
        };
      },
      mergePatients: async ({ from, into, reason }) => {
        const names = { from: R.person(from), into: R.person(into) };
        merges = [{ id: "m1", ...names, at: R.at("10:20"), by: "Abena Mensah", reason }];
        return header(into);
      },
      undoMerge: async () => {
        const { from, into } = merges[0]!;
        merges = [];
        const parted = (file: V.PatientName) => ({ file, readWith: [] });
        return { patient: header(from.id), from: parted(from), into: parted(into), stillOne: false };
      },
    }) satisfies Partial<Clinic>;
  return {
    commands,
    header: (id: V.Id, rights: V.Right[]) => ({
      mayMerge: rights.includes("patients.merge"),
      merges: merges.filter(({ from, into }) => from.id === id || into.id === id),
      shownUnder: merges.find(({ from }) => from.id === id)?.into ?? null,
    }),
  };
}
