import { QueryClient } from "@tanstack/react-query";
import { queries } from "./queries";
import type { ClinicEvent, Topic } from "./views";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { topics: Topic[] };
  }
}

/**
 * Caches what is on the screen and nothing else: a result is dropped with the last component that shows it, so that no
 * patient's data outlives the session. A result is current until an event makes it out of date.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        gcTime: 0,
        staleTime: Infinity,
        retry: false,
        // the program answers without a network
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });

/** Brings what is on the screen up to date with one event of the clinic. */
export function applyEvent(client: QueryClient, event: ClinicEvent): void {
  if (event.kind === "changed") {
    const { topics } = event;
    void client.invalidateQueries({
      predicate: ({ meta }) => meta?.topics.some((topic) => topics.includes(topic)) ?? false,
    });
  }
  if (event.kind === "sync") {
    const { key } = queries.syncStatus();
    // a result that is under way is older than the event
    void client.cancelQueries({ queryKey: key, exact: true }).then(() => client.setQueryData(key, event.status));
    void client.invalidateQueries({ queryKey: queries.syncPage().key });
  }
  if (event.kind === "sync" || event.kind === "locked" || event.kind === "clinicsChanged")
    void client.invalidateQueries({ queryKey: queries.clinics().key });
}
