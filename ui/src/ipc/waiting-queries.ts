import type { ClinicQuery } from "./queries";
import type * as V from "./views";

const TOPICS: V.Topic[] = ["diary", "users", "patients"];

/** What is read of the waiting list, and of times that freed. */
export const waitingQueries = {
  page: (of: V.WaitingQuery): ClinicQuery<V.WaitingPage> => ({
    key: ["waiting", of],
    fetch: (clinic) => clinic.waitingList(of),
    topics: TOPICS,
  }),
  entry: (id: V.Id | null): ClinicQuery<V.WaitingEntry | null> => ({
    key: ["waitingEntry", id],
    fetch: async (clinic) => (id === null ? null : await clinic.waitingListEntry(id)),
    topics: ["diary"],
  }),
  /** A time that begins is free no more: the minute is part of the question. */
  free: (minute: string): ClinicQuery<V.FreeSlots> => ({
    key: ["freeSlots", minute],
    fetch: (clinic) => clinic.freeSlots(),
    topics: TOPICS,
  }),
  fits: (id: V.Id): ClinicQuery<V.FitsView> => ({
    key: ["freeSlotFits", id],
    fetch: (clinic) => clinic.freeSlotFits(id),
    topics: TOPICS,
  }),
};
