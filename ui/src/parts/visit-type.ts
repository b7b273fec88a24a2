import type { AppointmentView, VisitType } from "../ipc/views";

const VISIT_TYPES: Record<string, VisitType> = { INITIAL: "initial", GROUP: "group", PHONE: "phone" };

/** A visit has the type of its appointment; a type that visits do not have becomes a follow-up. */
export const visitTypeOf = ({ typeId }: AppointmentView): VisitType => VISIT_TYPES[typeId] ?? "followUp";
