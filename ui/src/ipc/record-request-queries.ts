import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of requests for copies of records. The day is part of the question: from one on they are overdue. */
export const recordRequestQueries = {
  open: (day: V.Day): ClinicQuery<V.RecordRequests> => ({
    key: ["openRecordRequests", day],
    fetch: (clinic) => clinic.openRecordRequests(),
    topics: ["patients"],
  }),
  ofPatient: (id: V.Id, day: V.Day): ClinicQuery<V.RecordRequests> => ({
    key: ["recordRequests", id, day],
    fetch: (clinic) => clinic.patientRecordRequests(id),
    topics: ["patients"],
  }),
};
