import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const invalid = (field: string, reason: V.Reason) => R.refusal("invalid", { field, reason });
const SEATS = { min: 2, max: 200 };

/** An appointment as it is booked: of a group session with its seats, which may be empty. */
export function bookedOf(form: V.NewAppointment, id: V.Id, startsAt: V.At): V.AppointmentView {
  const type = R.TYPES.find((one) => one.id === form.typeId) ?? R.TYPES[0]!;
  const patients = form.patientId === null ? [] : [R.person(form.patientId)];
  const seats = form.seats ?? type.seats;
  if (type.seats === null && patients.length === 0) throw invalid("patientId", "required");
  if (seats !== null) requirePossible(seats);
  const provider = R.PROVIDERS.find((one) => one.id === form.providerId)!;
  return {
    ...R.appointments(R.DAY)[0]!,
    id,
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + form.minutes * 60_000).toISOString(),
    status: "scheduled",
    ...R.typed(type),
    providerId: provider.id,
    provider: provider.name,
    patients,
    reason: type.seats === null ? "Weight review" : null,
    group:
      type.seats === null || seats === null
        ? null
        : { seats, booked: patients.length, present: 0, topic: form.topic || null },
  };
}

export function requirePossible(seats: number) {
  if (seats < SEATS.min || seats > SEATS.max) throw invalid("seats", "impossible");
}

/** An appointment as this user may see it: what a group is about is of the chart. */
export const shownTo = ({ rights }: R.FakeState, entry: V.AppointmentView): V.AppointmentView =>
  entry.group === null || rights.includes("chart.read") ? entry : { ...entry, group: { ...entry.group, topic: null } };

const isAhead = ({ status }: V.AppointmentView) =>
  status !== "completed" && status !== "cancelled" && status !== "noShow";

/** Group sessions of the clinic in memory. */
export function groupCommands(state: R.FakeState) {
  const given = new Map<V.Id, V.Seat[]>();
  let next = 1;
  const seatFor = (patient: V.PatientName): V.Seat => ({
    id: `seat${next++}`,
    seen: "1",
    patient,
    attendance: "expected",
    reason: null,
    sync: R.SYNCED,
  });
  const find = (id: V.Id) => {
    const entry = state.diary.find((one) => one.id === id && one.group !== null);
    if (entry === undefined) throw R.refusal("notFound");
    return entry;
  };
  const seatsOf = (id: V.Id) => {
    const seats = given.get(id) ?? find(id).patients.map(seatFor);
    given.set(id, seats);
    return seats;
  };
  const viewOf = (id: V.Id): V.GroupSessionView => ({
    appointment: shownTo(state, find(id)),
    seats: seatsOf(id),
    topicSeen: find(id).group?.topic === null ? null : "1",
  });
  const put = (id: V.Id, change: Partial<V.GroupOf>) => {
    const seats = seatsOf(id);
    const present = seats.filter(({ attendance }) => attendance === "attended").length;
    state.diary = state.diary.map((entry) =>
      entry.id === id && entry.group !== null
        ? {
            ...entry,
            seen: `${Number(entry.seen) + 1}`,
            patients: seats.map(({ patient }) => patient),
            group: { ...entry.group, booked: seats.length, present, ...change },
          }
        : entry,
    );
  };
  const set = (id: V.Id, seats: V.Seat[]) => (given.set(id, seats), put(id, {}));
  const taken = new Map<V.Id, { id: V.Id; seat: V.Seat }>();
  const remove = (id: V.Id, seatId: V.Id) => {
    const seat = seatsOf(id).find((one) => one.id === seatId);
    if (seat) taken.set(seatId, { id, seat });
    set(
      id,
      seatsOf(id).filter((one) => one.id !== seatId),
    );
  };
  const sessionOf = (seatId: V.Id) => {
    const session = state.diary.find((one) => one.group !== null && seatsOf(one.id).some(({ id }) => id === seatId));
    if (session === undefined) throw R.refusal("notFound");
    return { session, seat: seatsOf(session.id).find(({ id }) => id === seatId)! };
  };
  const later = ({ series, startsAt }: V.AppointmentView) =>
    state.diary.filter(
      (one) => series !== null && one.series?.id === series.id && one.startsAt > startsAt && isAhead(one),
    );
  const has = (id: V.Id, patientId: V.Id) => seatsOf(id).some(({ patient }) => patient.id === patientId);
  const isFull = (id: V.Id) => seatsOf(id).length >= find(id).group!.seats;
  return {
    groupSession: async (id) => viewOf(id),
    editGroupSession: async (id, _seen, _topicSeen, loaded, form) => {
      if (loaded.topic !== form.topic && !state.rights.includes("chart.read")) throw R.refusal("forbidden");
      requirePossible(form.seats);
      if (form.seats < seatsOf(id).length) throw invalid("seats", "outOfOrder");
      put(id, { seats: form.seats, ...(loaded.topic !== form.topic && { topic: form.topic || null }) });
      return viewOf(id);
    },
    giveSeat: async ({ id, patientId, later: isLater }) => {
      if (!isAhead(find(id))) throw invalid("appointment", "outOfOrder");
      if (has(id, patientId)) throw invalid("seat", "taken");
      if (isFull(id)) throw invalid("seats", "taken");
      const others = isLater ? later(find(id)).filter((one) => !has(one.id, patientId)) : [];
      const free = others.filter((one) => !isFull(one.id));
      const seats = [find(id), ...free].map((one) => {
        const seat = seatFor(R.person(patientId));
        set(one.id, [...seatsOf(one.id), seat]);
        return seat;
      });
      return { session: viewOf(id), sessions: seats.length, full: others.length - free.length, seats };
    },
    takeSeat: async ({ id, later: isLater }) => {
      const { session, seat } = sessionOf(id);
      if (!isAhead(session)) throw invalid("appointment", "outOfOrder");
      if (seat.attendance === "attended") throw invalid("attendance", "outOfOrder");
      const others = isLater ? later(session).filter((one) => has(one.id, seat.patient.id)) : [];
      const seats = [session, ...others].map((one) => {
        const own = seatsOf(one.id).find(({ patient }) => patient.id === seat.patient.id)!;
        remove(one.id, own.id);
        return own;
      });
      return { session: viewOf(session.id), sessions: seats.length, full: 0, seats };
    },
    undoGiveSeat: async (seats) => {
      const sessions = seats.map(({ id }) => sessionOf(id).session.id);
      seats.forEach(({ id }, index) => remove(sessions[index]!, id));
      return viewOf(sessions[0]!);
    },
    undoTakeSeat: async (seats) => {
      const back = seats.map(({ id }) => taken.get(id)!);
      for (const { id } of back) if (isFull(id)) throw invalid("seats", "taken");
      for (const { id, seat } of back) set(id, [...seatsOf(id), seat]);
      return viewOf(back[0]!.id);
    },
    recordAttendance: async (id, _seen, attendance) => {
      const { session, seat } = sessionOf(id);
      const isOfDay = attendance === "attended" || attendance === "absent";
      const today = new Date().toISOString().slice(0, 10);
      if (isOfDay && session.startsAt.slice(0, 10) > today) throw invalid("attendance", "inTheFuture");
      const changed = { ...seat, attendance, seen: `${Number(seat.seen) + 1}` };
      set(
        session.id,
        seatsOf(session.id).map((one) => (one.id === id ? changed : one)),
      );
      return viewOf(session.id);
    },
  } satisfies Partial<Clinic>;
}
