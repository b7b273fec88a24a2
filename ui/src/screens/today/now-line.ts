import type { AppointmentView } from "../../ipc/views";

type Times = Pick<AppointmentView, "startsAt" | "endsAt">;

/** The index of the first of the day's appointments, in the order of their beginnings, that has not begun. */
export function nowIndex(appointments: Times[], now: string): number {
  const first = appointments.findIndex(({ startsAt }) => Date.parse(startsAt) > Date.parse(now));
  return first === -1 ? appointments.length : first;
}

export const isPast = ({ endsAt }: Times, now: string): boolean => Date.parse(endsAt) <= Date.parse(now);
