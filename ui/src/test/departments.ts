import type * as V from "../ipc/views";
import { PROVIDERS } from "./records";

const [, second, third] = PROVIDERS;

/** Of the last two providers; a clinic has none unless a test gives it some. */
export const DEPARTMENTS: V.DepartmentChoice[] = [
  { id: "d1", name: "Children", userIds: [second!.id] },
  { id: "d2", name: "Surgery", userIds: [third!.id] },
];

type Booked = Pick<V.AbsenceBand, "providerId" | "roomId">;

/** Whether an appointment or an absence is of whose week it is. */
export function isOfWeek(of: V.WeekOf, { providerId, roomId }: Booked): boolean {
  if (of.of === "provider") return providerId === of.providerId;
  if (of.of === "room") return roomId === of.roomId;
  return (
    providerId !== null && DEPARTMENTS.some(({ id, userIds }) => id === of.departmentId && userIds.includes(providerId))
  );
}

/** The name of whose week it is. */
export function nameOfWeek(of: V.WeekOf, others: V.Choice[]): string {
  const id = of.of === "provider" ? of.providerId : of.of === "room" ? of.roomId : of.departmentId;
  return [...others, ...DEPARTMENTS].find((one) => one.id === id)!.name;
}
