import type { Leavable } from "../../ipc/use-leave";
import type { FormOf, Id, NewAppointment, TypeChoice } from "../../ipc/views";
import { seatsOf } from "../../parts/group/SessionFacts";
import type { TypedRepeat } from "./series/repeat";
import type { Slot } from "./slot";

/** The input for an appointment that is not booked yet; `typeId` is null for the usual type. */
export interface TypedBooking extends Slot, Leavable {
  isProposed: boolean;
  patientId: string | null;
  search: string;
  typeId: string | null;
  roomId: string | null;
  /** Null for the one of the room, of where the user works, or of the dietitian; a draft of before has none. */
  facilityId?: string | null;
  reason: string;
  /** Of a group session; null for the usual ones of its type. */
  seats: string | null;
  topic: string;
  /** Null for one date. */
  repeat: TypedRepeat | null;
}
export const NO_BOOKING: TypedBooking = {
  patientId: null,
  search: "",
  typeId: null,
  roomId: null,
  facilityId: null,
  providerId: "",
  startsAt: "",
  isProposed: false,
  reason: "",
  seats: null,
  topic: "",
  repeat: null,
  isLeft: false,
};
export const FIELDS = ["startsAt", "providerId", "typeId", "roomId", "facilityId", "reason", "seats", "topic"];
export const bookingFor = (patientId: string | null): FormOf => ({ form: "booking", patientId });

/** What is booked; null without a patient, but for a group session, whose seats may be given later. */
export function appointmentOf(
  { providerId, startsAt, roomId, facilityId, reason, seats, topic }: TypedBooking,
  type: TypeChoice | undefined,
  patientId: Id | null,
): NewAppointment | null {
  const isGroup = type !== undefined && type.seats !== null;
  if (patientId === null && !isGroup) return null;
  return {
    patientId,
    providerId,
    roomId,
    facilityId: facilityId ?? null,
    typeId: type?.id ?? "",
    startsAt,
    minutes: type?.minutes ?? 30,
    // a reason is of the patient who comes
    reason: patientId === null ? "" : reason.trim(),
    seats: isGroup && seats !== null && seats.trim() !== "" ? seatsOf(seats) : null,
    topic: isGroup ? topic.trim() : "",
  };
}
