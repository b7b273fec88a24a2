import type { ClaimForm, InvoiceForm } from "../ipc/views";

/** An invoice that no insurer asks anything of. */
export const NO_CLAIM: ClaimForm = { policyId: null, referrer: "", referrerNumber: "", codeIds: [] };

/** The form of a draft that is begun. */
export const NO_INVOICE: InvoiceForm = { lines: [], dueDays: "", claim: NO_CLAIM };
