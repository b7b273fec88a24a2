import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of documents that nobody has filed yet. */
export const filingQueries = {
  toFile: (): ClinicQuery<V.DocumentsToFile> => ({
    key: ["documentsToFile"],
    fetch: (clinic) => clinic.documentsToFile(),
    topics: ["patients"],
  }),
};
