import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { pregnancyCommands } from "./fake-pregnancies";
import * as R from "./records";

const TODAY = "2026-08-14";
const CHOICES: V.StayChoices = {
  departments: [{ id: "d1", name: "Cardiology", facilityId: "f1" }],
  rooms: [{ id: "r12", name: "Room 12", facilityId: "f1" }],
};

/** The stays of patients in memory: none at first. */
function stayCommands(onChanged: () => void) {
  let rows: V.StayView[] = [];
  const patients = new Map<V.Id, V.Id>();
  const removed = new Map<V.Id, V.StayView>();
  const put = (row: V.StayView) => {
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    onChanged();
    return row;
  };
  const stateOf = ({ fromDay, untilDay }: V.StayForm): V.StayState => {
    if (fromDay !== null && fromDay > TODAY) return "coming";
    return untilDay !== null && untilDay < TODAY ? "over" : "current";
  };
  const nameOf = (list: V.StayChoice[], of: V.Id | null) => list.find(({ id }) => id === of)?.name ?? "";
  const view = (id: V.Id, seen: V.ReadVersionToken, form: V.StayForm): V.StayView => ({
    id,
    seen,
    ...form,
    site: {
      department: nameOf(CHOICES.departments, form.departmentId),
      room: nameOf(CHOICES.rooms, form.roomId),
      bed: form.bed,
    },
    facility: null,
    state: stateOf(form),
    doubts: [],
    by: "Abena Mensah",
  });
  const inpatient = (stay: V.StayView): V.InpatientRow => ({ patient: R.person(patients.get(stay.id)!), stay });
  const commands = {
    stayChoices: async () => CHOICES,
    inpatients: async ({ departmentId }) => {
      const current = rows.filter(({ state }) => state === "current");
      const listed = current.filter((stay) => departmentId === null || stay.departmentId === departmentId);
      return {
        total: listed.length,
        isUnsure: false,
        departments: current.length > 0 ? [{ id: "d1", name: "Cardiology" }] : [],
        rows: listed.map(inpatient),
      };
    },
    sameBed: async (form, except) =>
      rows.filter(({ id, roomId, bed }) => id !== except && roomId === form.roomId && bed === form.bed).map(inpatient),
    addStay: async (patientId, form) => {
      const id = `st${patients.size + 1}`;
      patients.set(id, patientId);
      return put(view(id, "1", form));
    },
    editStay: async ({ id, seen, form }) => put(view(id, `${seen}+`, form)),
    removeStay: async (id) => {
      removed.set(
        id,
        rows.find((row) => row.id === id)!,
      );
      rows = rows.filter((row) => row.id !== id);
      onChanged();
      return "removal";
    },
    restoreStay: async (id) => put(removed.get(id)!),
  } satisfies Partial<Clinic>;
  const of = (patientId: V.Id) => rows.filter(({ id }) => patients.get(id) === patientId);
  return {
    commands,
    view: (patientId: V.Id): V.Stays => ({ isUnsure: false, stays: of(patientId) }),
    current: (patientId: V.Id) => of(patientId).find(({ state }) => state === "current")?.site ?? null,
  };
}

/** Pregnancies and stays of patients: what the header and the page have of them, for who may read the chart. */
export function courseCommands(onChanged: () => void) {
  const pregnancies = pregnancyCommands(onChanged);
  const stays = stayCommands(onChanged);
  return {
    commands: { ...pregnancies.commands, ...stays.commands },
    header: (id: V.Id) => ({ pregnancy: pregnancies.current(id), stay: stays.current(id) }),
    views: (id: V.Id, mayRead: boolean) => ({
      pregnancies: mayRead ? pregnancies.view(id) : null,
      stays: mayRead ? stays.view(id) : null,
    }),
  };
}
