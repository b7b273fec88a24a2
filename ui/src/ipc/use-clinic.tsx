import {
  keepPreviousData,
  QueryClientProvider,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { asProblem, type Clinic } from "./clinic";
import type { ClinicQuery } from "./queries";
import { applyEvent, createQueryClient } from "./query-client";
import type { Problem, ClinicEvent, Topic } from "./views";

type Listener = (event: ClinicEvent) => void;
interface Connection {
  clinic: Clinic;
  subscribe: (listener: Listener) => () => void;
}
const ConnectionContext = createContext<Connection | null>(null);

/** Gives the screens below one clinic, what was read from it, and one stream of its events. */
export function ClinicProvider({ clinic, children }: { clinic: Clinic; children: ReactNode }) {
  const [listeners] = useState(() => new Set<Listener>());
  const [client] = useState(createQueryClient);
  useEffect(
    () =>
      clinic.watch((event) => {
        applyEvent(client, event);
        listeners.forEach((listener) => listener(event));
      }),
    [clinic, client, listeners],
  );
  const connection = useMemo<Connection>(
    () => ({
      clinic,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    }),
    [clinic, listeners],
  );
  return (
    <QueryClientProvider client={client}>
      <ConnectionContext value={connection}>{children}</ConnectionContext>
    </QueryClientProvider>
  );
}

function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error("ClinicProvider is missing");
  return connection;
}
export const useClinic = (): Clinic => useConnection().clinic;

/** Calls `listener` for each event while the component is shown. */
export function useClinicEvents(listener: Listener): void {
  const { subscribe } = useConnection();
  const onEvent = useEffectEvent(listener);
  useEffect(() => subscribe((event) => onEvent(event)), [subscribe]);
}

export interface QueryResult<T> {
  value: T | null;
  /** The value of this key is still being read, whether or not the previous key's is shown. */
  isPending: boolean;
  problem: Problem | null;
  reload: () => void;
  set: (value: T) => void;
}

const optionsOf = <T,>(clinic: Clinic, { key, fetch, topics }: ClinicQuery<T>) => ({
  queryKey: key,
  queryFn: () => fetch(clinic),
  meta: { topics },
});
const problemOf = (error: unknown) => (error === null ? null : asProblem(error));

/**
 * Reads on first show, when the key changes, on `reload`, and after an event of one of the query's topics.
 *
 * The last value stays while a newer one is under way, so that nothing flickers; a new key starts empty unless it
 * `showsPrevious`.
 */
export function useClinicQuery<T>(query: ClinicQuery<T>, { showsPrevious = false } = {}): QueryResult<T> {
  const clinic = useClinic();
  const client = useQueryClient();
  const { data, error, isError, isPending, isPlaceholderData, refetch } = useQuery({
    ...optionsOf(clinic, query),
    // the library's type excludes functions as results
    ...(showsPrevious && { placeholderData: keepPreviousData }),
  });
  return {
    value: isError ? null : (data ?? null),
    isPending: isPending || isPlaceholderData,
    problem: problemOf(error),
    reload: () => void refetch(),
    set: (value) => void client.setQueryData<T>(query.key, value),
  };
}

/** Drops every result and reads those that are shown again. Resolves once their components have the new ones. */
export function useReset(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.resetQueries();
    // the library hands results on in a task of their own
    await new Promise((resolve) => setTimeout(resolve));
  };
}

/** Reads several queries; those not `enabled` keep what they have and read nothing. */
export function useClinicQueries<T>(asked: { query: ClinicQuery<T>; enabled: boolean }[]) {
  const clinic = useClinic();
  const results = useQueries({
    queries: asked.map(({ query, enabled }) => ({ ...optionsOf(clinic, query), enabled })),
  });
  const failed = results.filter(({ isError }) => isError);
  return {
    values: results.map(({ data }) => data ?? null),
    problem: problemOf(failed[0]?.error ?? null),
    retry: () => failed.forEach(({ refetch }) => void refetch()),
  };
}

/** Reads page after page, each from where the one before it ended. */
export function useClinicPages<T extends { next: string | null }>(
  key: readonly unknown[],
  fetch: (clinic: Clinic, after: string | null) => Promise<T>,
  topics: Topic[] = [],
) {
  const clinic = useClinic();
  const { data, error, refetch, hasNextPage, isFetchNextPageError, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery({
      queryKey: key,
      meta: { topics },
      queryFn: ({ pageParam }) => fetch(clinic, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next,
    });
  const problem = problemOf(error);
  return {
    pages: { value: data?.pages ?? null, problem: isFetchNextPageError ? null : problem, reload: () => void refetch() },
    hasMore: hasNextPage,
    /** Why the next page could not be read. */
    nextProblem: isFetchNextPageError ? problem : null,
    isFetchingNext: isFetchingNextPage,
    fetchNext: () => void fetchNextPage(),
  };
}

export interface Command {
  busy: boolean;
  problem: Problem | null;
  run: <T>(command: (clinic: Clinic) => Promise<T>) => Promise<T | undefined>;
  /** As `run`, for what must be recorded once: runs `prepare` first, and ignores further calls until both are done. */
  submit: <T>(command: (clinic: Clinic) => Promise<T>, prepare?: () => Promise<unknown>) => Promise<T | undefined>;
}

/**
 * Runs a command and keeps its problem for the form to show. Returns undefined when it was refused.
 *
 * A button that is disabled while the command runs loses the focus, and has it again afterwards.
 */
export function useCommand(): Command {
  const clinic = useClinic();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const focused = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (busy) return;
    if (document.activeElement === document.body && focused.current?.isConnected) focused.current.focus();
    focused.current = null;
  }, [busy]);
  const run = useCallback(
    async <T,>(command: (clinic: Clinic) => Promise<T>) => {
      const { activeElement, body } = document;
      if (activeElement instanceof HTMLElement && activeElement !== body) focused.current = activeElement;
      setBusy(true);
      setProblem(null);
      try {
        return await command(clinic);
      } catch (thrown) {
        setProblem(asProblem(thrown));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [clinic],
  );
  // a ref, not state: state updates only with the next render, and two presses can come before it
  const isSubmitting = useRef(false);
  const submit = useCallback(
    async <T,>(command: (clinic: Clinic) => Promise<T>, prepare?: () => Promise<unknown>) => {
      if (isSubmitting.current) return undefined;
      isSubmitting.current = true;
      try {
        return await run(async (clinic) => (await prepare?.(), await command(clinic)));
      } finally {
        isSubmitting.current = false;
      }
    },
    [run],
  );
  return { busy, problem, run, submit };
}
