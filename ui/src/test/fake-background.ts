import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";

type Stored<Form> = Form & { id: V.Id; seen: V.ReadVersionToken };

/** The entries of one list of the clinic in memory. */
function entries<Form extends object>(rows: Stored<Form>[], name: string) {
  const removed = new Map<V.Id, Stored<Form>>();
  const at = (id: V.Id) => rows.findIndex((row) => row.id === id);
  return {
    rows,
    add: async (_patientId: V.Id, form: Form) => {
      const row = { ...form, id: `${name}${rows.length + 2}`, seen: "1" };
      rows.push(row);
      return row;
    },
    edit: async ({ id, seen, form }: { id: V.Id; seen: V.ReadVersionToken; form: Form }) =>
      (rows[at(id)] = { ...form, id, seen: `${seen}+` }),
    remove: async (id: V.Id) => {
      removed.set(id, rows.splice(at(id), 1)[0]!);
      return "removal";
    },
    restore: async (id: V.Id) => {
      const row = removed.get(id)!;
      rows.push(row);
      return row;
    },
  };
}

/** Allergies, conditions, medicines and the profile of Mary in memory. */
export function backgroundCommands(answeredAt: V.At, onChanged: () => void) {
  const allergies = entries<V.AllergyForm>(
    [
      {
        id: "al1",
        seen: "1",
        substance: "Peanut",
        code: "",
        kind: "food",
        reaction: "Hives",
        severity: "severe",
        status: "active",
        onset: "2019-04",
      },
    ],
    "al",
  );
  const conditions = entries<V.ConditionForm>(
    [
      { id: "co1", seen: "1", name: "Type 2 diabetes", code: "", status: "active", onset: "2018" },
      { id: "co2", seen: "1", name: "Gastritis", code: "", status: "resolved", onset: "" },
    ],
    "co",
  );
  const medications = entries<V.MedicationForm>([], "me");
  const noneKnown: V.NoneKnownView[] = [];
  let profile: V.ProfileView = {
    patientId: "p1",
    seen: "1",
    history: "",
    preferences: "",
    dislikes: "Okra",
    remarks: "",
    gestation: "",
    motherHeight: "",
    fatherHeight: "",
  };
  const quiet = {
    addAllergy: allergies.add,
    editAllergy: allergies.edit,
    removeAllergy: allergies.remove,
    restoreAllergy: allergies.restore,
    addCondition: conditions.add,
    editCondition: conditions.edit,
    removeCondition: conditions.remove,
    restoreCondition: conditions.restore,
    addMedication: medications.add,
    editMedication: medications.edit,
    removeMedication: medications.remove,
    restoreMedication: medications.restore,
    addNoneKnown: async (_patientId, list) => (noneKnown.push({ list, by: "Abena Mensah", at: answeredAt }), null),
    removeNoneKnown: async (_patientId, list) => {
      noneKnown.splice(
        noneKnown.findIndex((known) => known.list === list),
        1,
      );
      return null;
    },
    editProfile: async (_loaded, edit) => (profile = { ...edit, seen: `${edit.seen}+` }),
  } satisfies Partial<Clinic>;
  const commands = Object.fromEntries(
    Object.entries(quiet).map(([name, call]) => [
      name,
      async (...given: unknown[]) => {
        const answer = await (call as (...given: unknown[]) => Promise<unknown>)(...given);
        onChanged();
        return answer;
      },
    ]),
  ) as unknown as typeof quiet;
  const view = (): V.BackgroundView => ({
    allergies: [...allergies.rows],
    conditions: [...conditions.rows],
    medications: [...medications.rows],
    noneKnown: [...noneKnown],
    profile,
  });
  return { commands, view, allergies: () => allergies.rows.filter(({ status }) => status === "active") };
}
