import type { AppointmentView, DiaryView } from "../../ipc/views";
import { instantOf } from "../../words/time";

/** A free time of one dietitian. */
export interface Slot {
  providerId: string;
  startsAt: string;
}

export const minutesOf = (entry: AppointmentView): number =>
  Math.round((Date.parse(entry.endsAt) - Date.parse(entry.startsAt)) / 60_000);

/** Where booking starts when no time was clicked: the first column at opening time. */
export function firstSlot(diary: DiaryView): Slot {
  return {
    providerId: diary.columns[0]!.providerId,
    startsAt: instantOf(`${diary.day} ${diary.opens}:00`, diary.timeZone),
  };
}
