import type { AuditQuery, PatientName } from "../../ipc/views";
import { instantOf, shiftDay } from "../../words/time";

export type Result = "done" | "refused" | "failed" | "warning";
export const RESULTS: Result[] = ["done", "refused", "failed", "warning"];

/** What the audit log is filtered by; days are the clinic's own, the last one included. */
export interface Filters {
  patient: PatientName | null;
  userId: string | null;
  action: string | null;
  result: Result | null;
  from: string | null;
  until: string | null;
}
export const NO_FILTERS: Filters = { patient: null, userId: null, action: null, result: null, from: null, until: null };

export const isFiltered = (filters: Filters): boolean => Object.values(filters).some((value) => value !== null);
const PAGE_ROWS = 100;

export function queryOf({ patient, userId, action, result, from, until }: Filters, timeZone: string): AuditQuery {
  const midnight = (day: string) => instantOf(`${day} 00:00:00`, timeZone);
  return {
    userId,
    patientId: patient?.id ?? null,
    action,
    outcome: result === "warning" ? null : result,
    severity: result === "warning" ? "warning" : null,
    from: from && midnight(from),
    until: until && midnight(shiftDay(until, 1)),
    before: null,
    limit: PAGE_ROWS,
  };
}
