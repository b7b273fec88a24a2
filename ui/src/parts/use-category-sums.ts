import type { ExpenseSum } from "../ipc/views";
import { unbroken } from "../words/format";
import { useFormat, useWords } from "../words/speech";

/** "Rent €2,400.00 · Supplies €60.00": what was spent by category. */
export function useCategorySums(): (sum: Pick<ExpenseSum, "currency" | "categories">) => string {
  const { expenses: words } = useWords();
  const format = useFormat();
  return ({ currency, categories }) =>
    categories
      .map(({ category, amount }) => unbroken(`${words.categories[category]} ${format.money(amount, currency)}`))
      .join(" · ");
}
