import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read for what an insurer asks for on an invoice. */
export const claimQueries = {
  codes: (): ClinicQuery<V.ClaimCodeView[]> => ({
    key: ["claimCodes"],
    fetch: (clinic) => clinic.claimCodes(),
    topics: ["settings"],
  }),
  offered: (): ClinicQuery<V.ClaimCodeView[]> => ({
    key: ["offeredClaimCodes"],
    fetch: (clinic) => clinic.offeredClaimCodes(),
    topics: ["settings"],
  }),
  /** Opens the record, which the audit log records: so it is read once, and no event reads it again. */
  policies: (patientId: V.Id): ClinicQuery<V.PolicyView[]> => ({
    key: ["patient", patientId, "policies"],
    fetch: async (clinic) => (await clinic.patient(patientId)).insurance?.policies ?? [],
    topics: [],
  }),
};
