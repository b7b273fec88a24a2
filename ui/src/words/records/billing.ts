import { bilingual } from "../bilingual";

/** Cells of the price list and of invoices. */
export const billingCells = bilingual<Record<string, string>>(
  {
    "service.deleted": "Removal of a service",
    "service.label": "Service of the price list",
    "service.price": "Price of a service",
    "service.state": "Service in use",
    "invoice_draft.deleted": "Removal of a draft of an invoice",
    "invoice_draft.occasion": "Visit of an invoice",
    "invoice_draft.content": "Draft of an invoice",
    "invoice.invoice": "Invoice",
    "invoice_void.annulment": "Void invoice",
    "payment.payment": "Payment",
    "cash_closing.closing": "Counted cash of a day",
  },
  {
    "service.deleted": "Suppression d’une prestation",
    "service.label": "Prestation des tarifs",
    "service.price": "Prix d’une prestation",
    "service.state": "Prestation en service",
    "invoice_draft.deleted": "Suppression d’un brouillon de facture",
    "invoice_draft.occasion": "Visite d’une facture",
    "invoice_draft.content": "Brouillon de facture",
    "invoice.invoice": "Facture",
    "invoice_void.annulment": "Facture annulée",
    "payment.payment": "Paiement",
    "cash_closing.closing": "Caisse comptée d’un jour",
  },
);

/** Fields of the price list and of invoices. */
export const billingFields = bilingual<Record<string, string>>(
  {
    price: "Price",
    price_minor: "Price",
    tax_hundredths: "Tax",
    due_days: "Due after days",
    lines: "Lines",
    draft: "Draft",
    series: "Series of the number",
    serial: "Count of the number",
    letters: "Letters of the number",
    issued_on: "Issued on",
    due_on: "Due on",
    total_minor: "Total",
    amount_minor: "Amount",
    invoice: "Invoice",
    refunds: "Payment that is given back",
    reference: "Reference",
    cashier: "Taken by",
    expected_minor: "Expected",
    counted_minor: "Counted",
  },
  {
    price: "Prix",
    price_minor: "Prix",
    tax_hundredths: "Taxe",
    due_days: "Échéance en jours",
    lines: "Lignes",
    draft: "Brouillon",
    series: "Série du numéro",
    serial: "Rang du numéro",
    letters: "Lettres du numéro",
    issued_on: "Émise le",
    due_on: "Échéance le",
    total_minor: "Total",
    amount_minor: "Montant",
    invoice: "Facture",
    refunds: "Paiement remboursé",
    reference: "Référence",
    cashier: "Encaissé par",
    expected_minor: "Attendu",
    counted_minor: "Compté",
  },
);

/** Operations on the price list and on invoices. */
export const billingOperations = bilingual<Record<string, string>>(
  {
    "add service": "Added a service",
    "edit service": "Changed a service",
    "begin invoice": "Began an invoice",
    "edit invoice draft": "Changed a draft of an invoice",
    "discard invoice draft": "Discarded a draft of an invoice",
    "issue invoice": "Issued an invoice",
    "void invoice": "Voided an invoice",
    "take payment": "Took a payment",
    "refund payment": "Refunded a payment",
    "list invoices": "Saw what is to be billed",
    "close day": "Counted the cash of a day",
  },
  {
    "add service": "A ajouté une prestation",
    "edit service": "A modifié une prestation",
    "begin invoice": "A commencé une facture",
    "edit invoice draft": "A modifié un brouillon de facture",
    "discard invoice draft": "A jeté un brouillon de facture",
    "issue invoice": "A émis une facture",
    "void invoice": "A annulé une facture",
    "take payment": "A encaissé un paiement",
    "refund payment": "A remboursé un paiement",
    "list invoices": "A vu ce qui est à facturer",
    "close day": "A compté la caisse d’un jour",
  },
);

/** Choices of payments. */
export const billingChoices = bilingual<Record<string, string>>(
  { cash: "Cash", card: "Card", transfer: "Transfer" },
  { cash: "Espèces", card: "Carte", transfer: "Virement" },
);
