import type { AbsenceBand, AppointmentView, Choice, DiaryView, HoursView, WeekView } from "../../ipc/views";
import { dayOf } from "../../words/time";
import { onDayOf } from "./absent";
import { isDrawn, takesTime } from "./slot";

/** One column of the grid: the day of a dietitian or of a room, or a day of one of them or of a department. */
export interface GridColumn {
  key: string;
  title: string;
  booked: number;
  free: number;
  day: string;
  /** Null in a column of a room or a department: each entry keeps its dietitian. */
  providerId: string | null;
  /** Of a day by rooms: the room of the column, null for what has none. */
  roomId?: string | null;
  /** The hours that are worked; none of a day off. */
  hours: HoursView[];
  entries: AppointmentView[];
  /** Of the dietitian or of the room of this column. */
  absences: AbsenceBand[];
}

/** What the columns of a day and of a week have in common. */
export type Sheet = Pick<DiaryView, "timeZone" | "opens" | "closes" | "appointments" | "choices">;

/** The hours between the breaks. */
function worked({ from, to, breaks }: DiaryView["columns"][number]): HoursView[] {
  const edges = [from, ...breaks.flatMap((pause) => [pause.from, pause.to]), to];
  return edges.flatMap((edge, index) => (index % 2 === 0 ? [{ from: edge, to: edges[index + 1]! }] : []));
}

/**
 * The providers of appointments who are not among those that patients are booked with, such as one who has left: their
 * appointments are still to be moved or cancelled.
 */
export function formerProviders(appointments: AppointmentView[], providers: Choice[]): Choice[] {
  const known = new Set(providers.map(({ id }) => id));
  const names = new Map(appointments.filter(isDrawn).map((entry) => [entry.providerId, entry.provider]));
  return [...names]
    .filter(([id]) => !known.has(id))
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** A column for each provider who works or has an appointment. */
export function columnsOfDay(diary: DiaryView): GridColumn[] {
  const of = (providerId: string) => ({
    key: providerId,
    day: diary.day,
    providerId,
    entries: diary.appointments.filter((entry) => entry.providerId === providerId),
    absences: diary.absences.filter((band) => band.providerId === providerId),
  });
  const working = diary.columns.map((column) => {
    const { name: title, booked, free } = column;
    return { ...of(column.providerId), title, booked, free, hours: worked(column) };
  });
  const listed = diary.columns.map(({ providerId, name }) => ({ id: providerId, name }));
  const former = formerProviders(diary.appointments, listed).map(({ id, name }) => {
    const own = of(id);
    return { ...own, title: name, booked: own.entries.filter(takesTime).length, free: 0, hours: [] };
  });
  return [...working, ...former];
}

/** The diary of the users of one department; all of it where there is no such department here. */
export function diaryOfDepartment(diary: DiaryView, departmentId: string | null): DiaryView {
  const department = diary.choices.departments.find(({ id }) => id === departmentId);
  if (department === undefined) return diary;
  const isOf = ({ providerId }: { providerId: string | null }) =>
    providerId !== null && department.userIds.includes(providerId);
  return {
    ...diary,
    columns: diary.columns.filter(isOf),
    appointments: diary.appointments.filter(isOf),
    // the rooms are everyone's
    absences: diary.absences.filter((band) => band.roomId !== null || isOf(band)),
  };
}

/** A week with the providers that its times are booked with: of a department its own. */
export function weekToBook(week: WeekView): WeekView {
  const { of, choices } = week;
  const department = of?.of === "department" && choices.departments.find(({ id }) => id === of.departmentId);
  if (!department) return week;
  const providers = choices.providers.filter(({ id }) => department.userIds.includes(id));
  return { ...week, choices: { ...choices, providers } };
}

/** The days on which somebody works or something is booked: an empty weekend takes no room. */
export function columnsOfWeek(week: WeekView, titleOf: (day: string) => string): GridColumn[] {
  const providerId = week.of?.of === "provider" ? week.of.providerId : null;
  const columns = week.days.map(({ day, hours, booked, free }) => ({
    key: day,
    title: titleOf(day),
    booked,
    free,
    day,
    providerId,
    hours,
    entries: week.appointments.filter((entry) => dayOf(entry.startsAt, week.timeZone) === day),
    // the absence of one of a department is not that of the others
    absences: week.absences.filter(
      (band) => week.of?.of !== "department" && onDayOf(band, day, week.timeZone) !== null,
    ),
  }));
  const used = columns.filter(({ hours, entries }) => hours.length > 0 || entries.length > 0);
  return used.length > 0 ? used : columns;
}
