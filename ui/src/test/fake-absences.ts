import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** A meeting of the second dietitian, and a room that is closed in the morning. */
export const absences = (): V.AbsenceRow[] => {
  const absence = (id: string, part: Partial<V.AbsenceRow>): V.AbsenceRow => ({
    id,
    seen: "1",
    providerId: null,
    roomId: null,
    startsAt: R.at("08:00"),
    endsAt: R.at("12:00"),
    reason: "",
    name: "",
    state: "coming",
    endedAt: null,
    recordedBy: "Lea Petit",
    inside: 0,
    sync: R.SYNCED,
    ...part,
  });
  const [, second] = R.PROVIDERS;
  const [, room] = R.ROOMS;
  return [
    absence("x1", {
      providerId: second!.id,
      name: second!.name,
      startsAt: R.at("15:00"),
      endsAt: R.at("17:00"),
      reason: "Team meeting",
    }),
    absence("x2", { roomId: room!.id, name: room!.name, reason: "Painting" }),
  ];
};

/** Absences and closed rooms of the clinic in memory. */
export function absenceCommands(state: R.FakeState) {
  const liesIn = (form: V.AbsenceForm) =>
    state.diary.filter(
      (entry) =>
        (form.providerId === null ? entry.roomId === form.roomId : entry.providerId === form.providerId) &&
        entry.startsAt < form.endsAt &&
        entry.endsAt > form.startsAt,
    );
  const nameOf = ({ providerId, roomId }: V.AbsenceForm) =>
    [...R.PROVIDERS, ...R.ROOMS].find(({ id }) => id === (providerId ?? roomId))?.name ?? "";
  const viewOf = (row: V.AbsenceRow): V.AbsenceView => {
    const appointments = liesIn(row);
    return { ...row, inside: appointments.length, appointments };
  };
  const put = (row: V.AbsenceRow) => {
    state.absences = [...state.absences.filter(({ id }) => id !== row.id), row];
    return viewOf(row);
  };
  const find = (id: V.Id) => state.absences.find((row) => row.id === id)!;
  return {
    absences: async ({ part }) => {
      const rows = state.absences.filter(({ endedAt }) => (endedAt === null) === (part === "current")).map(viewOf);
      const inside = rows.reduce((sum, row) => sum + row.inside, 0);
      return { total: rows.length, inside, rows };
    },
    absence: async (id) => viewOf(find(id)),
    overlappingAbsences: async (form, except) =>
      state.absences.filter((row) => {
        const isSame = form.providerId === null ? row.roomId === form.roomId : row.providerId === form.providerId;
        const isThen = row.startsAt < form.endsAt && row.endsAt > form.startsAt;
        return row.id !== except && row.endedAt === null && isSame && isThen;
      }),
    previewAbsence: async (form) => liesIn(form),
    addAbsence: async (form) => {
      if (form.endsAt <= form.startsAt) throw R.refusal("invalid", { field: "endsAt", reason: "backwards" });
      const id = `x${state.absences.length + 1}`;
      return put({ ...absences()[0]!, id, ...form, name: nameOf(form) });
    },
    editAbsence: async (id, _seen, _loaded, form) => put({ ...find(id), ...form, seen: "2", name: nameOf(form) }),
    endAbsence: async (id) => put({ ...find(id), state: "withdrawn", endedAt: R.at("09:42") }),
  } satisfies Partial<Clinic>;
}
