import type { DiaryView } from "../../ipc/views";
import type { GridColumn } from "./columns";
import { instantOf } from "../../words/time";
import { isDrawn, takesTime } from "./slot";

const STEP_MS = 30 * 60_000;
type Times = { startsAt: string; endsAt: string };

/** How many half hours of a day nothing takes. */
function freeIn({ day, opens, closes, timeZone }: DiaryView, taken: Times[]): number {
  const at = (clock: string) => Date.parse(instantOf(`${day} ${clock}:00`, timeZone));
  const spans = taken.map(({ startsAt, endsAt }) => [Date.parse(startsAt), Date.parse(endsAt)] as const);
  let free = 0;
  for (let from = at(opens); from + STEP_MS <= at(closes); from += STEP_MS)
    if (spans.every(([starts, ends]) => ends <= from || from + STEP_MS <= starts)) free += 1;
  return free;
}

/**
 * A column for each room that can be booked or has an appointment, and one for what has no room where anything has
 * none. An entry that is put into another column changes its room, and keeps its dietitian.
 */
export function columnsOfRooms(diary: DiaryView, noRoom: string): GridColumn[] {
  const drawn = diary.appointments.filter(isDrawn);
  const known = new Set(diary.choices.rooms.map(({ id }) => id));
  const former = new Map<string, string>();
  for (const { roomId, room } of drawn) if (roomId !== null && !known.has(roomId)) former.set(roomId, room ?? "");
  const rooms: { id: string | null; name: string }[] = [
    ...diary.choices.rooms,
    ...[...former].map(([id, name]) => ({ id, name })),
  ];
  if (drawn.some(({ roomId }) => roomId === null)) rooms.push({ id: null, name: noRoom });
  return rooms.map(({ id, name }) => {
    const entries = diary.appointments.filter((entry) => entry.roomId === id);
    const absences = id === null ? [] : diary.absences.filter((band) => band.roomId === id);
    const booked = entries.filter(takesTime);
    return {
      key: id ?? "none",
      title: name,
      booked: booked.length,
      free: id === null ? 0 : freeIn(diary, [...booked, ...absences]),
      day: diary.day,
      providerId: null,
      roomId: id,
      hours: diary.columns.length === 0 ? [] : [{ from: diary.opens, to: diary.closes }],
      entries,
      absences,
    };
  });
}
