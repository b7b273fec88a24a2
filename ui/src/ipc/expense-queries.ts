import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of expenses. */
export const expenseQueries = {
  of: (query: V.ExpenseQuery): ClinicQuery<V.ExpenseList> => ({
    key: ["expenses", query],
    fetch: (clinic) => clinic.expenses(query),
    topics: ["billing"],
  }),
};
