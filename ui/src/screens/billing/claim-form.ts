import type { ClaimForm, InvoiceDraftView } from "../../ipc/views";

/** The fields of a claim, as a refusal names them. */
export const CLAIM_FIELDS = ["policy", "referrer", "referrerNumber", "codes"] as const;

/** The policy that is chosen was removed, so the draft cannot be issued with it. */
export const isPolicyGone = ({ claim: stored, form }: InvoiceDraftView, claim: ClaimForm): boolean =>
  stored !== null && stored.isPolicyGone && claim.policyId === form.claim.policyId;
