import { bilingual } from "../bilingual";

/** Cells of quotes. */
export const quotesCells = bilingual<Record<string, string>>(
  {
    "quote.deleted": "Removal of a quote",
    "quote.number": "Number of a quote",
    "quote.content": "Quote",
    "quote.answer": "Answer to a quote",
  },
  {
    "quote.deleted": "Suppression d’un devis",
    "quote.number": "Numéro d’un devis",
    "quote.content": "Devis",
    "quote.answer": "Réponse à un devis",
  },
);

/** Fields of quotes, and of what is made of them. */
export const quotesFields = bilingual<Record<string, string>>(
  { quote: "Quote", made_on: "Made on", is_declined: "Declined" },
  { quote: "Devis", made_on: "Établi le", is_declined: "Refusé" },
);

/** Operations on quotes. */
export const quotesOperations = bilingual<Record<string, string>>(
  {
    "add quote": "Wrote a quote",
    "edit quote": "Changed a quote",
    "decline quote": "Recorded that a quote is declined",
    "reopen quote": "Recorded that a quote is not declined",
    "invoice quote": "Made an invoice of a quote",
    "remove quote": "Removed a quote",
    "restore quote": "Brought a quote back",
  },
  {
    "add quote": "A rédigé un devis",
    "edit quote": "A modifié un devis",
    "decline quote": "A noté qu’un devis est refusé",
    "reopen quote": "A noté qu’un devis n’est pas refusé",
    "invoice quote": "A tiré une facture d’un devis",
    "remove quote": "A retiré un devis",
    "restore quote": "A rétabli un devis",
  },
);
