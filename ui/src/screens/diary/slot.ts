import type { AbsenceBand, AppointmentView, DiaryColumn, DiaryView, Move } from "../../ipc/views";
import { dayOf, instantOf, wallClock } from "../../words/time";

/** A free time of one dietitian, in a room where the week of that room is shown. */
export interface Slot {
  providerId: string;
  startsAt: string;
  roomId?: string | null;
  /** Nobody chose the time: a free one may be shown in its place. */
  isProposed?: boolean;
}

const STEP_MINUTES = 15;
/** The free time that is needed where no time was clicked: that of a follow-up. */
const FREE_MINUTES = 30;
const DAY_MINUTES = 24 * 60;

export const minutesOf = (entry: Pick<AppointmentView, "startsAt" | "endsAt">): number =>
  Math.round((Date.parse(entry.endsAt) - Date.parse(entry.startsAt)) / 60_000);

/** The move of an appointment to where it is: what a change of it begins with, and what leads back. */
export function moveOf(entry: AppointmentView): Move {
  const { id, seen, providerId, roomId, facilityId, startsAt } = entry;
  return { id, seen, providerId, roomId, facilityId, startsAt, minutes: minutesOf(entry) };
}

const minutesAt = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockAt = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
/** A cancelled appointment is not drawn. */
export const isDrawn = ({ status }: AppointmentView) => status !== "cancelled";
/** Cancelled and missed appointments leave the time free. */
export const takesTime = ({ status }: AppointmentView) => status !== "cancelled" && status !== "noShow";

/** When an appointment is, in minutes of the diary's day. */
function span(
  diary: Pick<DiaryView, "day" | "timeZone">,
  { startsAt, endsAt }: Pick<AppointmentView, "startsAt" | "endsAt">,
) {
  const on = (at: string) => {
    const wall = wallClock(at, diary.timeZone);
    const day = wall.slice(0, 10);
    return day < diary.day ? 0 : day > diary.day ? DAY_MINUTES : minutesAt(wall.slice(11, 16));
  };
  return { from: on(startsAt), to: on(endsAt) };
}

type Drawn = Pick<DiaryView, "opens" | "closes" | "timeZone" | "appointments"> & { day?: string };

/**
 * The hours that are drawn: those of the clinic, and more where something is booked outside of them. Without a day,
 * each appointment is on its own. They are full hours: the library draws the first label at the top, and an hour below
 * each label, whatever the minute at which the grid begins.
 */
export function drawnHours({ opens, closes, timeZone, appointments, day }: Drawn): { opens: string; closes: string } {
  const spans = appointments
    .filter(isDrawn)
    .map((entry) => span({ timeZone, day: day ?? dayOf(entry.startsAt, timeZone) }, entry));
  const from = Math.floor(Math.min(minutesAt(opens), ...spans.map((own) => own.from)) / 60) * 60;
  const to = Math.ceil(Math.max(minutesAt(closes), ...spans.map((own) => own.to)) / 60) * 60;
  return { opens: `${clockAt(from)}:00`, closes: to >= DAY_MINUTES ? "23:59:59" : `${clockAt(to)}:00` };
}

/** A time that is asked about. */
export interface Asked extends Slot {
  minutes: number;
  /** The appointment that moves. */
  except?: string;
  /** Who comes. */
  patientIds?: string[];
}

interface Objections {
  /** Other appointments of the dietitian. */
  overlaps: AppointmentView[];
  /** Those of the patient with other dietitians. */
  ofPatient: AppointmentView[];
  /** Those of others in the same room. */
  inRoom: AppointmentView[];
  /** The dietitian does not work then. */
  isOutside: boolean;
  /** Absences of the dietitian or of the room, in which nothing is booked. */
  away: AbsenceBand[];
}

/** The objections to a time; each appointment is named once. */
export function objections(
  diary: DiaryView,
  { providerId, startsAt, minutes, except, roomId = null, patientIds = [] }: Asked,
): Objections {
  const endsAt = new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
  const asked = span(diary, { startsAt, endsAt });
  const column = diary.columns.find((own) => own.providerId === providerId);
  const others = diary.appointments.filter((entry) => {
    const own = span(diary, entry);
    return entry.id !== except && takesTime(entry) && own.from < asked.to && asked.from < own.to;
  });
  const isOfProvider = (entry: AppointmentView) => entry.providerId === providerId;
  const isOfPatient = ({ patients }: AppointmentView) => patients.some(({ id }) => patientIds.includes(id));
  const elsewhere = others.filter((entry) => !isOfProvider(entry));
  const away = diary.absences.filter((band) => {
    const own = span(diary, band);
    const isOf = band.roomId === null ? band.providerId === providerId : band.roomId === roomId;
    return isOf && own.from < asked.to && asked.from < own.to;
  });
  return {
    overlaps: others.filter(isOfProvider),
    ofPatient: elsewhere.filter(isOfPatient),
    inRoom: elsewhere.filter((entry) => roomId !== null && entry.roomId === roomId && !isOfPatient(entry)),
    isOutside: column === undefined || !isWorking(column, asked),
    away,
  };
}

function isWorking({ from, to, breaks }: DiaryColumn, asked: { from: number; to: number }): boolean {
  const isInBreak = breaks.some((pause) => minutesAt(pause.from) < asked.to && asked.from < minutesAt(pause.to));
  return minutesAt(from) <= asked.from && asked.to <= minutesAt(to) && !isInBreak;
}

/** A diary with the column of one provider alone; null where no patients are booked with them. */
export function diaryOf(diary: DiaryView, providerId: string): DiaryView | null {
  if (diary.choices.providers.every(({ id }) => id !== providerId)) return null;
  return { ...diary, columns: diary.columns.filter((column) => column.providerId === providerId) };
}

/**
 * Where booking starts when no time was clicked: the first free time to come, or the start of the day. It is that of
 * the user where patients are booked with them.
 */
export function firstSlot(diary: DiaryView, now: string, userId = ""): Slot {
  const own = diaryOf(diary, userId);
  const start = {
    providerId: own === null ? diary.columns[0]!.providerId : userId,
    startsAt: instantOf(`${diary.day} ${diary.opens}:00`, diary.timeZone),
  };
  return { ...(freeSlot(own ?? diary, now) ?? start), isProposed: true };
}

/** The first free time of the diary's day from `now` on, that of `first` before those of others. */
export function freeSlot(diary: DiaryView, now: string, minutes = FREE_MINUTES, first?: string): Slot | null {
  const wall = wallClock(now, diary.timeZone);
  const isToday = wall.slice(0, 10) === diary.day;
  const earliest = isToday ? Math.ceil(minutesAt(wall.slice(11, 16)) / STEP_MINUTES) * STEP_MINUTES : 0;
  const isFirst = ({ providerId }: DiaryColumn) => providerId === first;
  const columns = [...diary.columns.filter(isFirst), ...diary.columns.filter((column) => !isFirst(column))];
  for (const { providerId, from, to } of columns) {
    for (let at = Math.max(minutesAt(from), earliest); at + minutes <= minutesAt(to); at += STEP_MINUTES) {
      const slot = { providerId, startsAt: instantOf(`${diary.day} ${clockAt(at)}:00`, diary.timeZone) };
      const { overlaps, isOutside, away } = objections(diary, { ...slot, minutes });
      if (overlaps.length === 0 && !isOutside && away.length === 0) return slot;
    }
  }
  return null;
}

/** The same time of day on another day. */
export function onDay(startsAt: string, day: string, timeZone: string): string {
  return instantOf(`${day} ${wallClock(startsAt, timeZone).slice(11)}`, timeZone);
}
