import { useCallback, useRef, useState } from "react";
import { useAct } from "../../ipc/use-clinic";
import type { AuditPage, AuditQuery, AuditRow } from "../../ipc/views";

/** Rows that are left below the window when the next page is asked for. */
const AHEAD_ROWS = 30;

/** The entries that a query finds, the newest first: a page at a time, as one comes near the end of what is there. */
export function useTrail(first: AuditPage, query: AuditQuery) {
  const [held, setHeld] = useState<{ rows: AuditRow[]; next: string | null }>(first);
  const { failure, run } = useAct();
  const isAsking = useRef(false);
  const more = useCallback(async () => {
    if (isAsking.current || held.next === null) return;
    isAsking.current = true;
    const page = await run((clinic) => clinic.auditPage({ ...query, before: held.next }));
    isAsking.current = false;
    if (page) setHeld((before) => ({ rows: [...before.rows, ...page.rows], next: page.next }));
  }, [held.next, query, run]);
  const need = useCallback(
    (last: number) => {
      if (failure === null && last + AHEAD_ROWS >= held.rows.length) void more();
    },
    [failure, held.rows.length, more],
  );
  return { rows: held.rows, hasMore: held.next !== null, failure, need, retry: () => void more() };
}
