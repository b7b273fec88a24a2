import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of packages of sessions. */
export const packageQueries = {
  of: (patientId: V.Id): ClinicQuery<V.Packages> => ({
    key: ["patient", patientId, "packages"],
    fetch: (clinic) => clinic.packages(patientId),
    topics: ["billing", "patients"],
  }),
};
