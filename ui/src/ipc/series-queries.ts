import type { ClinicQuery } from "./queries";
import type * as V from "./views";

const TOPICS: V.Topic[] = ["diary", "users", "patients"];

/** What is read of series of appointments. */
export const seriesQueries = {
  /** All dates of the series that an appointment is of. */
  dates: (id: V.Id | null): ClinicQuery<V.SeriesView | null> => ({
    key: ["series", id],
    fetch: async (clinic) => (id === null ? null : await clinic.series(id)),
    topics: TOPICS,
  }),
  preview: (plan: V.SeriesPlan | null): ClinicQuery<V.SeriesPreview | null> => ({
    key: ["seriesPreview", plan],
    fetch: async (clinic) => (plan === null ? null : await clinic.previewSeries(plan)),
    topics: TOPICS,
  }),
  later: (plan: V.LaterPlan | null): ClinicQuery<V.SeriesPreview | null> => ({
    key: ["laterPreview", plan],
    fetch: async (clinic) => (plan === null ? null : await clinic.previewLater(plan)),
    topics: TOPICS,
  }),
};
