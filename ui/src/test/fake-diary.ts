import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { mondayOf, shiftDay } from "../words/time";
import { isOfWeek, nameOfWeek } from "./departments";
import { absenceCommands } from "./fake-absences";
import { clashCommands } from "./fake-clashes";
import { bookedOf, groupCommands, shownTo } from "./fake-groups";
import { reminded } from "./fake-reminders";
import { seriesCommands } from "./fake-series";
import { waitingCommands } from "./fake-waiting";
import * as R from "./records";

const COLUMNS: Record<V.AppointmentStatus, [V.ArrivalColumn, V.AppointmentStatus | null]> = {
  scheduled: ["expected", "arrived"],
  confirmed: ["expected", "arrived"],
  arrived: ["arrived", "inRoom"],
  inRoom: ["inRoom", "completed"],
  completed: ["done", null],
  noShow: ["off", null],
  cancelled: ["off", null],
};
/** An appointment as the arrivals board has it, without why somebody comes. */
function cardOf({ id, seen, status, startsAt, endsAt, patients, sync, ...entry }: V.AppointmentView): V.ArrivalCard {
  const [column, after] = COLUMNS[status];
  const group = entry.group && { ...entry.group, topic: null };
  const next = group !== null && after === "arrived" ? "inRoom" : after;
  const { providerId, provider, roomId, room, facility } = entry;
  const arrivedAt = status === "arrived" ? entry.arrivedAt : null;
  const lacksConsent = id === "a6";
  const owes = id === "a6" ? [{ currency: "EUR", amount: "40.00" }] : [];
  const where = { providerId, provider, roomId, room, facility };
  return {
    id,
    seen,
    column,
    status,
    next,
    startsAt,
    endsAt,
    ...where,
    patients,
    group,
    arrivedAt,
    lacksConsent,
    owes,
    sync,
  };
}

interface FakeChange extends Partial<V.StatusWhy> {
  of: V.Id;
  from: V.AppointmentStatus | null;
  to: V.AppointmentStatus;
}

const contactsOf = ({ patients }: V.AppointmentView): V.AppointmentContact[] =>
  patients.map(({ id, name }) => ({ patientId: id, name, phone: "+33 1 23 45 67 89", language: "fr" }));

/** The latest first; each was once booked. */
const historyOf = (changes: FakeChange[], { id }: V.AppointmentView): V.StatusChangeView[] =>
  [{ of: id, from: null, to: "scheduled" as const }, ...changes.filter((change) => change.of === id)]
    .map((change: FakeChange, index) => ({
      id: `${id}-${index}`,
      from: change.from,
      to: change.to,
      at: R.at("09:00"),
      by: "Adjoa Boateng",
      code: change.code ?? null,
      reason: change.text ?? "",
      patient: null,
    }))
    .reverse();

/** The other appointments of a day at the time of one that is to be booked, with what they share. */
const overlapping = (diary: V.AppointmentView[], form: V.NewAppointment): V.OtherAppointment[] => {
  const [starts, minutes] = [Date.parse(form.startsAt), form.minutes || 30];
  return diary.flatMap((entry) => {
    const shares: V.ClashOf[] = [];
    if (entry.providerId === form.providerId) shares.push("provider");
    if (form.roomId !== null && entry.roomId === form.roomId) shares.push("room");
    if (entry.patients.some(({ id }) => id === form.patientId)) shares.push("patient");
    const isThen = Date.parse(entry.startsAt) < starts + minutes * 60_000 && starts < Date.parse(entry.endsAt);
    const isOff = entry.status === "cancelled" || entry.status === "noShow";
    if (!isThen || isOff || shares.length === 0) return [];
    return [{ id: entry.id, startsAt: entry.startsAt, patient: entry.patients[0]?.name ?? "", shares }];
  });
};

const bandsOf = ({ absences }: R.FakeState, isShown: (one: V.AbsenceRow) => boolean): V.AbsenceBand[] =>
  absences
    .filter((one) => one.endedAt === null && isShown(one))
    .map(({ id, providerId, roomId, name, startsAt, endsAt, reason }) => ({
      id,
      providerId,
      roomId,
      name,
      startsAt,
      endsAt,
      reason,
    }));

/** The diary of the clinic in memory: today, a day, a week, a month, the arrivals. */
export function diaryCommands(state: R.FakeState) {
  const move = (id: V.Id, change: Partial<V.AppointmentView>) => {
    state.diary = state.diary.map((entry) =>
      entry.id === id ? { ...entry, ...change, seen: `${Number(entry.seen) + 1}` } : entry,
    );
    return state.diary.find((entry) => entry.id === id)!;
  };

  const changes: FakeChange[] = [];
  const confirmed = new Set<V.Id>();

  const weekOf = ({ day, of }: V.WeekQuery): V.WeekView => {
    const shown: V.WeekOf = of ?? { of: "provider", providerId: "u1" };
    const from = mondayOf(day);
    const own = state.diary.filter((entry) => isOfWeek(shown, entry)).map((entry) => shownTo(state, entry));
    const days = Array.from({ length: 7 }, (_, index) => shiftDay(from, index));
    return {
      from,
      timeZone: "UTC",
      opens: "08:00",
      closes: "17:00",
      of: shown,
      name: nameOfWeek(shown, [...R.PROVIDERS, ...R.ROOMS]),
      days: days.map((one, index) => ({
        day: one,
        hours:
          index < 5
            ? [
                { from: "08:00", to: "12:00" },
                { from: "13:00", to: "17:00" },
              ]
            : [],
        booked: own.filter(({ startsAt }) => startsAt.startsWith(one)).length,
        free: 4,
      })),
      appointments: own.filter(({ startsAt }) => days.includes(startsAt.slice(0, 10))),
      absences: bandsOf(state, (one) => isOfWeek(shown, one)),
      choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS, facilities: [], departments: [] },
    };
  };

  const diary = {
    ...absenceCommands(state),
    ...clashCommands(state),
    ...groupCommands(state),
    ...seriesCommands(state),
    ...waitingCommands(state),
    today: async (day) => {
      const rows: V.TodayRow[] = state.diary
        .filter((entry) => entry.providerId === "u1")
        .map((appointment) => ({
          appointment: shownTo(state, appointment),
          visitId: appointment.id === "a4" ? "v2" : null,
          note: appointment.id === "a1" ? "signed" : appointment.id === "a2" ? "draft" : null,
          next:
            appointment.id === "a2"
              ? "signNote"
              : appointment.group !== null
                ? "openSession"
                : appointment.status === "inRoom"
                  ? "continue"
                  : appointment.status === "arrived" ||
                      appointment.status === "confirmed" ||
                      appointment.status === "scheduled"
                    ? "startVisit"
                    : "none",
        }));
      const needs: V.NeedRow[] = state.empty
        ? []
        : [
            {
              kind: "unsignedNote",
              id: "n2",
              form: null,
              title: null,
              patient: R.NAMES[6]!,
              by: null,
              at: R.at("08:55"),
            },
            {
              kind: "conflict",
              id: "c1",
              form: null,
              title: null,
              patient: R.NAMES[0]!,
              by: null,
              at: R.at("16:10", "2026-11-19"),
            },
            { kind: "clash", id: "a11", form: null, title: null, patient: R.NAMES[11]!, by: null, at: R.at("10:00") },
            {
              kind: "departmentNote",
              id: "n9",
              form: null,
              title: null,
              patient: R.NAMES[2]!,
              by: "Kofi Boateng",
              at: R.at("11:10", "2026-11-19"),
            },
          ];
      return {
        day,
        rows,
        needs,
        waiting: state.empty ? [] : [{ patient: R.NAMES[0]!, since: R.at("09:48"), room: "Room 1", isMeasured: false }],
      };
    },
    diary: async (day) => ({
      day,
      timeZone: "UTC",
      opens: "08:00",
      closes: "17:00",
      columns: R.PROVIDERS.map((provider) => ({
        providerId: provider.id,
        name: provider.name,
        from: "08:00",
        to: "17:00",
        breaks: [{ from: "12:00", to: "13:00" }],
        booked: state.diary.filter((entry) => entry.providerId === provider.id).length,
        free: 4,
      })),
      appointments: state.diary.filter((entry) => entry.startsAt.startsWith(day)).map((entry) => shownTo(state, entry)),
      absences: bandsOf(state, (one) => one.startsAt.slice(0, 10) <= day && one.endsAt.slice(0, 10) >= day),
      choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS, facilities: [], departments: [] },
    }),
    week: async (query) => weekOf(query),
    month: async ({ day, of }) => {
      const first = mondayOf(`${day.slice(0, 8)}01`);
      const weeks = [0, 1, 2, 3, 4, 5].map((week) => weekOf({ day: shiftDay(first, week * 7), of }));
      const { of: shown, name, absences, choices } = weeks[0]!;
      const days = weeks.flatMap((week) => week.days);
      return { month: `${day.slice(0, 8)}01`, of: shown, name, days, absences, choices };
    },
    arrivals: async (day) => ({
      day,
      timeZone: "UTC",
      cards: state.diary.filter(({ startsAt }) => startsAt.startsWith(day)).map(cardOf),
      providers: state.empty ? [] : R.PROVIDERS,
    }),
    bookingDoubts: async (form) => ({ isOver: false, overlaps: overlapping(state.diary, form) }),
    bookAppointment: async (form) => {
      const booked = bookedOf(form, `a${state.diary.length + 1}`, form.startsAt);
      state.diary = [...state.diary, booked];
      return shownTo(state, booked);
    },
    moveAppointment: async (change) =>
      move(change.id, {
        startsAt: change.startsAt,
        providerId: change.providerId,
        endsAt: new Date(Date.parse(change.startsAt) + change.minutes * 60_000).toISOString(),
      }),
    appointmentDetails: async (id) => {
      const entry = state.diary.find((one) => one.id === id)!;
      return { appointment: shownTo(state, entry), contacts: contactsOf(entry), history: historyOf(changes, entry) };
    },
    reminders: async (day) => {
      const shown = day ?? shiftDay(R.DAY, 1);
      const rows = state.empty || shown !== shiftDay(R.DAY, 1) ? [] : reminded(shown, confirmed);
      const toCall = rows.filter(({ status }) => status === "scheduled").length;
      return { day: shown, timeZone: "UTC", toCall, rows };
    },
    setAppointmentStatus: async (id, _seen, next, why) => {
      if (id.startsWith("reminded")) {
        confirmed.delete(id);
        if (next === "confirmed") confirmed.add(id);
        return { ...state.diary[0]!, id, status: next };
      }
      const isGroup = state.diary.find((entry) => entry.id === id)?.group !== null;
      if (isGroup && (next === "arrived" || next === "noShow"))
        throw R.refusal("invalid", { field: "status", reason: "outOfOrder" });
      const { status } = state.diary.find((entry) => entry.id === id)!;
      changes.push({ ...why, of: id, from: status, to: next });
      return shownTo(state, move(id, { status: next }));
    },
  } satisfies Partial<Clinic>;
  return diary;
}
