import type { AppointmentStatus, AppointmentView } from "../../ipc/views";
import { dayOf } from "../../words/time";

/** No visit of it was begun. */
const AWAITED: AppointmentStatus[] = ["scheduled", "confirmed", "arrived"];
const OPEN: AppointmentStatus[] = [...AWAITED, "inRoom"];

/** Those of one patient alone with a provider, on the day of a time. */
function ofDay(
  appointments: AppointmentView[],
  providerId: string,
  at: string,
  timeZone: string,
  statuses: AppointmentStatus[],
): AppointmentView[] {
  const day = dayOf(at, timeZone);
  return appointments.filter(
    (entry) =>
      entry.group === null &&
      entry.providerId === providerId &&
      statuses.includes(entry.status) &&
      dayOf(entry.startsAt, timeZone) === day,
  );
}

/**
 * Today's appointment of a patient with a provider that a visit which begins now is of: the nearest, of several. A
 * group's visits are begun from its list.
 */
export function todaysAppointment(
  appointments: AppointmentView[],
  providerId: string,
  now: string,
  timeZone: string,
): AppointmentView | null {
  const open = ofDay(appointments, providerId, now, timeZone, OPEN);
  const away = ({ startsAt }: AppointmentView) => Math.abs(Date.parse(startsAt) - Date.parse(now));
  return open.sort((one, other) => away(one) - away(other))[0] ?? null;
}

/** The appointment that a visit which was earlier is of: the only one of its day with the provider. */
export function earlierAppointment(
  appointments: AppointmentView[],
  providerId: string,
  startedAt: string,
  timeZone: string,
): AppointmentView | null {
  const [one = null, ...others] = ofDay(appointments, providerId, startedAt, timeZone, AWAITED);
  return others.length === 0 ? one : null;
}
