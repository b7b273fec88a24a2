import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of group sessions. */
export const groupQueries = {
  session: (id: V.Id | null): ClinicQuery<V.GroupSessionView | null> => ({
    key: ["groupSession", id],
    fetch: async (clinic) => (id === null ? null : await clinic.groupSession(id)),
    topics: ["diary", "users", "patients"],
  }),
};
