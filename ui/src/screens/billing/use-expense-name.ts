import type { ExpenseView } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";

/** "Stamps, €14.00": what an expense is called where it is named alone. */
export function useExpenseName(): (of: ExpenseView) => string {
  const { expenses: words } = useWords();
  const format = useFormat();
  return ({ note, category, amount, currency }) =>
    `${note || words.categories[category]}, ${format.money(amount, currency)}`;
}
