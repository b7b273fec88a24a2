import { useEffect, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { DiaryView } from "../../ipc/views";
import { shiftDay } from "../../words/time";
import { freeSlot, type Slot } from "./slot";

/** How many days after the one that is shown are looked through. */
const DAYS = 14;

/**
 * The first free time that is long enough, on the day that is shown or after it, of the dietitian where they have one
 * that day; null while it is looked for, where there is none, and without `minutes`.
 */
export function useProposal(diary: DiaryView, providerId: string, minutes: number | null): Slot | null {
  const [now] = useState(() => new Date().toISOString());
  const [after, setAfter] = useState(0);
  const day = shiftDay(diary.day, after);
  const shown = useClinicQuery(queries.diary(day)).value;
  const slot = minutes === null || shown === null ? null : freeSlot(shown, now, minutes, providerId);
  const goesOn = minutes !== null && shown !== null && slot === null && after < DAYS;
  useEffect(() => {
    if (goesOn) setAfter(after + 1);
  }, [goesOn, after]);
  return slot;
}
