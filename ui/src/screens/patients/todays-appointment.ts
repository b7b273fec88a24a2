import type { AppointmentStatus, AppointmentView } from "../../ipc/views";
import { dayOf } from "../../words/time";

const OPEN: AppointmentStatus[] = ["scheduled", "confirmed", "arrived", "inRoom"];

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
  const today = dayOf(now, timeZone);
  const isOpen = (entry: AppointmentView) =>
    entry.group === null &&
    entry.providerId === providerId &&
    OPEN.includes(entry.status) &&
    dayOf(entry.startsAt, timeZone) === today;
  const away = ({ startsAt }: AppointmentView) => Math.abs(Date.parse(startsAt) - Date.parse(now));
  return appointments.filter(isOpen).sort((one, other) => away(one) - away(other))[0] ?? null;
}
