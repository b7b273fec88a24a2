import type { AbsenceBand, AppointmentView, DiaryView, HoursView, WeekView } from "../../ipc/views";
import { dayOf } from "../../words/time";
import { onDayOf } from "./absent";

/** One column of the grid: a dietitian's day, or a day of one dietitian or of one room. */
export interface GridColumn {
  key: string;
  title: string;
  booked: number;
  free: number;
  day: string;
  /** Null in the week of a room: each entry keeps its dietitian. */
  providerId: string | null;
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

export const columnsOfDay = (diary: DiaryView): GridColumn[] =>
  diary.columns.map((column) => ({
    key: column.providerId,
    title: column.name,
    booked: column.booked,
    free: column.free,
    day: diary.day,
    providerId: column.providerId,
    hours: worked(column),
    entries: diary.appointments.filter((entry) => entry.providerId === column.providerId),
    absences: diary.absences.filter((band) => band.providerId === column.providerId),
  }));

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
    absences: week.absences.filter((band) => onDayOf(band, day, week.timeZone) !== null),
  }));
  const used = columns.filter(({ hours, entries }) => hours.length > 0 || entries.length > 0);
  return used.length > 0 ? used : columns;
}
