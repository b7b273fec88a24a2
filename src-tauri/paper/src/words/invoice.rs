//! The words of an invoice, of a receipt and of a reminder.

use clinic::invoices::PaymentMethod;

pub struct InvoiceWords {
    pub title: &'static str,
    pub number: &'static str,
    pub issued_on: &'static str,
    pub due_on: &'static str,
    pub service: &'static str,
    pub quantity: &'static str,
    pub price: &'static str,
    pub tax: &'static str,
    pub line_total: &'static str,
    pub net: &'static str,
    pub total: &'static str,
    pub paid: &'static str,
    pub balance: &'static str,
    pub void: &'static str,
    pub unreadable: &'static str,
    pub receipt: &'static str,
    pub refund: &'static str,
    pub received: &'static str,
    pub given_back: &'static str,
    pub method: &'static str,
    pub methods: fn(PaymentMethod) -> &'static str,
    pub on: &'static str,
    pub by: &'static str,
    pub reference: &'static str,
    pub reminder: &'static str,
    /// Of the number, the day on which it was due, and what is left to pay.
    pub reminds: fn(&str, &str, &str) -> String,
    pub paid_meanwhile: &'static str,
}

pub static EN: InvoiceWords = InvoiceWords {
    title: "Invoice",
    number: "Invoice number",
    issued_on: "Issued on",
    due_on: "Due on",
    service: "Service",
    quantity: "Quantity",
    price: "Price",
    tax: "Tax",
    line_total: "Total",
    net: "Before tax",
    total: "Total",
    paid: "Paid",
    balance: "Left to pay",
    void: "Void. Do not pay.",
    unreadable: "The lines of this invoice cannot be read on this computer.",
    receipt: "Receipt",
    refund: "Refund",
    received: "Received",
    given_back: "Given back",
    method: "Paid by",
    methods: |method| match method {
        PaymentMethod::Cash => "Cash",
        PaymentMethod::Card => "Card",
        PaymentMethod::Transfer => "Transfer",
    },
    on: "On",
    by: "Taken by",
    reference: "Reference",
    reminder: "Payment reminder",
    reminds: |number, due, left| {
        format!(
            "Invoice {number} was due on {due}. {left} is left to pay. Please pay it soon, and name the number."
        )
    },
    paid_meanwhile: "If you have paid meanwhile, please disregard this reminder.",
};

pub static FR: InvoiceWords = InvoiceWords {
    title: "Facture",
    number: "Numéro de facture",
    issued_on: "Émise le",
    due_on: "À régler avant le",
    service: "Prestation",
    quantity: "Quantité",
    price: "Prix",
    tax: "Taxe",
    line_total: "Total",
    net: "Hors taxe",
    total: "Total",
    paid: "Payé",
    balance: "Reste à payer",
    void: "Annulée. Ne pas payer.",
    unreadable: "Les lignes de cette facture ne sont pas lisibles sur cet ordinateur.",
    receipt: "Reçu",
    refund: "Remboursement",
    received: "Reçu",
    given_back: "Remboursé",
    method: "Payé par",
    methods: |method| match method {
        PaymentMethod::Cash => "Espèces",
        PaymentMethod::Card => "Carte",
        PaymentMethod::Transfer => "Virement",
    },
    on: "Le",
    by: "Par",
    reference: "Référence",
    reminder: "Rappel de paiement",
    reminds: |number, due, left| {
        format!(
            "La facture {number} était à régler avant le {due}. Il reste {left} à payer. Merci de régler sans tarder, \
             en indiquant le numéro."
        )
    },
    paid_meanwhile: "Si vous avez payé entre-temps, ne tenez pas compte de ce rappel.",
};
