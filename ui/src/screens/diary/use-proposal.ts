import { useState } from "react";
import type { ClinicQuery } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { DiaryView } from "../../ipc/views";
import { useSession } from "../../nav/session";
import { shiftDay } from "../../words/time";
import { diaryOf, freeSlot, type Slot } from "./slot";

/** How many days after the one that is shown are looked through. */
const DAYS = 14;

/**
 * The first free time that is long enough, on the day that is shown or after it, of the dietitian where they have one
 * that day; null while it is looked for, where there is none, and without `minutes`. The user who books with themselves
 * has a later day of their own before a time of somebody else.
 */
export function useProposal(diary: DiaryView, providerId: string, minutes: number | null): Slot | null {
  // what was found when the dialog was opened before may be over
  const [now] = useState(() => new Date().toISOString());
  const { userId } = useSession().session;
  const query: ClinicQuery<Slot | null> = {
    key: ["proposal", now, diary.day, providerId, minutes],
    fetch: async (clinic) => {
      let first: Slot | null = null;
      for (let after = 0; minutes !== null && after <= DAYS; after += 1) {
        const shown = after === 0 ? diary : await clinic.diary(shiftDay(diary.day, after));
        const own = providerId === userId ? diaryOf(shown, userId) : null;
        const slot = freeSlot(own ?? shown, now, minutes, providerId);
        if (slot !== null) return slot;
        if (own !== null) first ??= freeSlot(shown, now, minutes);
      }
      return first;
    },
    topics: ["diary"],
  };
  return useClinicQuery(query).value;
}
