import type { QuoteRef } from "../../ipc/views";
import { PageLink } from "../../parts/PageLink";
import { useWords } from "../../words/speech";

/** "From quote Q1-00003-K7QX": what an invoice was made of. */
export function QuoteLink({ of: { id, number } }: { of: QuoteRef }) {
  const { quotes: words } = useWords();
  return <PageLink to={{ page: "quote", id }}>{words.from(number)}</PageLink>;
}
