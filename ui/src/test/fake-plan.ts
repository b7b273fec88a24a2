import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const OWNERS = [
  { id: "u1", name: "Abena Mensah" },
  { id: "u2", name: "Bright Osei" },
];
const TODAY = "2026-11-20";

type Stored<Form> = Form & { id: V.Id; seen: V.ReadVersionToken };

/** The rows of one list of the plan in memory. */
function rows<Form extends object>(stored: Stored<Form>[], name: string) {
  const removed = new Map<V.Id, Stored<Form>>();
  const at = (id: V.Id) => stored.findIndex((row) => row.id === id);
  const change = (id: V.Id, to: Partial<Form>) =>
    (stored[at(id)] = { ...stored[at(id)]!, ...to, seen: `${stored[at(id)]!.seen}+` });
  return {
    stored,
    change,
    add: (form: Form) => {
      const row = { ...form, id: `${name}${stored.length + 1}`, seen: "1" };
      stored.push(row);
      return row;
    },
    remove: (id: V.Id) => {
      removed.set(id, stored.splice(at(id), 1)[0]!);
      return "removal";
    },
    restore: (id: V.Id) => {
      stored.push(removed.get(id)!);
      return removed.get(id)!;
    },
  };
}

/** Problems, goals and tasks of Mary in memory; of others there are none. */
export function planCommands(isEmpty: boolean, doneAt: V.At, onChanged: () => void) {
  const diagnoses = rows<V.DiagnosisForm>(
    isEmpty
      ? []
      : [
          {
            id: "d1",
            seen: "1",
            problem: "Excessive energy intake",
            aetiology: "late meals",
            signs: "a recall 500 kcal above need",
            status: "active",
          },
        ],
    "d",
  );
  const blank = { start: "", target: "", due: "", progress: "", status: "active" } as const;
  const goals = rows<V.GoalForm>(
    isEmpty
      ? []
      : [
          {
            ...blank,
            id: "g1",
            seen: "1",
            text: "Lose weight slowly",
            diagnosis: "d1",
            measure: "weight",
            start: "90 kg",
            target: "80 kg",
            due: "2027-02-01",
          },
          {
            ...blank,
            id: "g2",
            seen: "1",
            text: "Walk after dinner",
            diagnosis: "d1",
            measure: null,
            due: "2026-11-01",
            progress: "40",
          },
        ],
    "g",
  );
  const tasks = rows<V.TaskForm & { done: V.Done | null }>(
    isEmpty
      ? []
      : [
          {
            id: "t1",
            seen: "1",
            text: "Ask for the food diary",
            diagnosis: "",
            goal: "g2",
            due: "2026-11-12",
            owner: "u1",
            done: null,
          },
          { id: "t2", seen: "1", text: "Send the plan", diagnosis: "", goal: "", due: "", owner: "", done: null },
        ],
    "t",
  );
  const goalView = (form: Stored<V.GoalForm>): V.GoalView => ({
    ...form,
    percent: form.measure === "weight" ? 62 : form.progress === "" ? null : Number.parseInt(form.progress, 10),
    isOverdue: form.status === "active" && form.due !== "" && form.due < TODAY,
    aim:
      form.measure === null
        ? null
        : {
            kind: form.measure,
            start: { value: 90, second: null, unit: "kg" },
            target: { value: 80, second: null, unit: "kg" },
            targetCentile: null,
            latest: { quantity: { value: 83.8, second: null, unit: "kg" }, measuredAt: doneAt, ...R.TAKEN },
            percent: 62,
            points: [90, 87.5, 83.8].map((value) => ({ at: doneAt, value, second: null, ...R.TAKEN })),
          },
  });
  const taskView = (row: Stored<V.TaskForm & { done: V.Done | null }>): V.TaskView => ({
    ...row,
    ownerName: OWNERS.find(({ id }) => id === row.owner)?.name ?? null,
    isOverdue: row.done === null && row.due !== "" && row.due < TODAY,
  });
  const setGoal = ({ id, status }: V.GoalStatusChange) => goalView(goals.change(id, { status }));
  const quiet = {
    addDiagnosis: async (_of, form) => diagnoses.add(form),
    editDiagnosis: async ({ id, form }) => diagnoses.change(id, form),
    setDiagnosisStatus: async ({ id, status, goals: ends }) => {
      ends.forEach(setGoal);
      return diagnoses.change(id, { status });
    },
    removeDiagnosis: async (id) => diagnoses.remove(id),
    restoreDiagnosis: async (id) => diagnoses.restore(id),
    addGoal: async (_of, form) => goalView(goals.add(form)),
    editGoal: async ({ id, form }) => goalView(goals.change(id, form)),
    setGoalStatus: async (change) => setGoal(change),
    removeGoal: async (id) => goals.remove(id),
    restoreGoal: async (id) => goalView(goals.restore(id)),
    addTask: async (_of, form) => taskView(tasks.add({ ...form, done: null })),
    editTask: async ({ id, form }) => taskView(tasks.change(id, form)),
    finishTask: async (id) => taskView(tasks.change(id, { done: { at: doneAt, by: "Abena Mensah" } })),
    reopenTask: async (id) => taskView(tasks.change(id, { done: null })),
    removeTask: async (id) => tasks.remove(id),
    restoreTask: async (id) => taskView(tasks.restore(id)),
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
  const ofMary = (patientId: V.Id): V.CarePlanView => ({
    diagnoses: patientId === "p1" ? [...diagnoses.stored] : [],
    goals: patientId === "p1" ? goals.stored.map(goalView) : [],
    tasks: patientId === "p1" ? tasks.stored.map(taskView) : [],
    owners: OWNERS,
  });
  return { ...commands, carePlan: async (patientId: V.Id) => ofMary(patientId) };
}
