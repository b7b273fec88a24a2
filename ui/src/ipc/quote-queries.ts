import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of quotes. */
export const quoteQueries = {
  of: (patientId: V.Id): ClinicQuery<V.PatientQuotes> => ({
    key: ["patient", patientId, "quotes"],
    fetch: (clinic) => clinic.quotes(patientId),
    topics: ["billing", "patients"],
  }),
  one: (id: V.Id): ClinicQuery<V.QuoteView> => ({
    key: ["quote", id],
    fetch: (clinic) => clinic.quote(id),
    topics: ["billing"],
  }),
  open: (): ClinicQuery<V.OpenQuotes> => ({
    key: ["openQuotes"],
    fetch: (clinic) => clinic.openQuotes(),
    topics: ["billing", "patients"],
  }),
};
