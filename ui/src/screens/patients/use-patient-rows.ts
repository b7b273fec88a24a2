import { useCallback, useEffect, useRef, useState } from "react";
import { asFailure } from "../../ipc/failure";
import { useClinic } from "../../ipc/use-clinic";
import type { Problem, PatientPage, PatientQuery, PatientRow } from "../../ipc/views";

export const PAGE_ROWS = 100;
/** Pages that are kept on either side of the one in view. */
const KEPT_PAGES = 5;
/** A list that is scrolled fast asks only for where it comes to rest. */
const REST_MS = 60;

/**
 * Rows of a long list, a page at a time as they come into view; those far away are forgotten.
 *
 * A new `first` is a list that changed: what is in view is asked for again, and stays until the answer is there.
 */
export function usePatientRows(first: PatientPage, query: PatientQuery) {
  const clinic = useClinic();
  const [pages, setPages] = useState<ReadonlyMap<number, PatientRow[]>>(() => new Map([[0, first.rows]]));
  const [failure, setFailure] = useState<Problem | null>(null);
  const fresh = useRef({ of: first, pages: new Set([0]) });
  const window = useRef({ first: 0, last: PAGE_ROWS });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asking = useRef(query);
  asking.current = query;

  const fetch = useCallback(() => {
    const [from, to] = [
      Math.floor(window.current.first / PAGE_ROWS),
      Math.floor(Math.max(window.current.last - 1, 0) / PAGE_ROWS),
    ];
    for (let page = from; page <= to; page += 1) {
      const { pages: known } = fresh.current;
      if (known.has(page)) continue;
      known.add(page);
      clinic.listPatients({ ...asking.current, offset: page * PAGE_ROWS }).then(
        ({ rows }) =>
          fresh.current.pages === known && setPages((before) => near(new Map(before).set(page, rows), page, known)),
        (thrown: unknown) => {
          known.delete(page);
          setFailure(asFailure(thrown));
        },
      );
    }
  }, [clinic]);

  useEffect(() => {
    if (fresh.current.of === first) return;
    fresh.current = { of: first, pages: new Set([0]) };
    setPages((before) => new Map(before).set(0, first.rows));
    fetch();
  }, [first, fetch]);
  useEffect(() => () => clearTimeout(rest.current), []);

  const need = useCallback(
    (next: { first: number; last: number }) => {
      window.current = next;
      clearTimeout(rest.current);
      rest.current = setTimeout(fetch, REST_MS);
    },
    [fetch],
  );
  const retry = useCallback(() => (setFailure(null), fetch()), [fetch]);
  return { at: (index: number) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS], need, failure, retry };
}

/** What lies far from `page` is forgotten, and asked for again when one comes back. */
function near(pages: Map<number, PatientRow[]>, page: number, known: Set<number>): Map<number, PatientRow[]> {
  for (const other of pages.keys()) {
    if (Math.abs(other - page) <= KEPT_PAGES) continue;
    pages.delete(other);
    known.delete(other);
  }
  return pages;
}
