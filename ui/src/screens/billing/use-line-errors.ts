import type { InvoiceLineForm, Problem } from "../../ipc/views";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";

const LINE_FIELDS = ["serviceId", "quantity", "price", "tax"] as const;

/** What is wrong with lines, and with the other fields of their form: each with what it takes. */
export function useLineErrors(
  problem: Problem | null,
  form: { lines: InvoiceLineForm[] },
  others: Partial<Record<string, string>>,
) {
  const { billing: words } = useWords();
  const takes = { serviceId: undefined, quantity: words.quantityTakes, price: words.priceTakes, tax: words.percent };
  const fields = form.lines.flatMap((_, at) =>
    LINE_FIELDS.map((name) => [`lines.${at}.${name}`, takes[name]] as const),
  );
  return useFieldErrors(problem, [...fields.map(([name]) => name), "lines", ...Object.keys(others)], form, {
    ...Object.fromEntries(fields.filter(([, sentence]) => sentence !== undefined)),
    ...others,
  });
}
