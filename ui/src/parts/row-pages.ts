import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { ClinicQuery } from "../ipc/queries";
import { useClinicQueries } from "../ipc/use-clinic";

export const PAGE_ROWS = 100;
/** Pages that stay cached before and after those in view. */
const CACHED_PAGES = 5;
/** A list that is scrolled fast asks only for where it comes to rest. */
const REST_MS = 60;

interface Range {
  first: number;
  last: number;
}

/** Rows of a long list, a page at a time as they come into view; those far away are dropped. */
export function useRowPages<Row>(
  total: number,
  startAt: number,
  pageFrom: (offset: number) => ClinicQuery<{ rows: Row[] }>,
) {
  const [range, need] = useState<Range>({ first: startAt, last: startAt + 1 });
  const [rested] = useDebouncedValue(range, REST_MS);
  const wanted = { first: pageOf(rested.first), last: pageOf(rested.last - 1) };
  const cached = {
    first: Math.max(0, wanted.first - CACHED_PAGES),
    last: Math.min(pageOf(total - 1), wanted.last + CACHED_PAGES),
  };
  const pages = useClinicQueries(
    Array.from({ length: cached.last - cached.first + 1 }, (_, offset) => {
      const page = cached.first + offset;
      return { query: pageFrom(page * PAGE_ROWS), enabled: page >= wanted.first && page <= wanted.last };
    }),
  );
  const at = (index: number): Row | undefined => pages.values[pageOf(index) - cached.first]?.rows[index % PAGE_ROWS];
  const loaded = pages.values.flatMap((page) => page?.rows ?? []);
  return { at, loaded, need, problem: pages.problem, retry: pages.retry };
}

const pageOf = (row: number): number => Math.floor(Math.max(row, 0) / PAGE_ROWS);
