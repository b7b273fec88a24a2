//! The words of a quote.

pub struct QuoteWords {
    pub title: &'static str,
    pub number: &'static str,
    pub made_on: &'static str,
    pub valid_until: &'static str,
    pub expired: &'static str,
    pub declined: &'static str,
    pub unreadable: &'static str,
    pub is_no_invoice: &'static str,
    /// Before the day, which is written by hand.
    pub accepted: &'static str,
    pub signature: &'static str,
}

pub static EN: QuoteWords = QuoteWords {
    title: "Quote",
    number: "Quote number",
    made_on: "Made on",
    valid_until: "Valid until",
    expired: "This quote is no longer valid.",
    declined: "This quote was declined.",
    unreadable: "The lines of this quote cannot be read on this computer.",
    is_no_invoice: "This is not an invoice. Nothing is to be paid yet.",
    accepted: "Accepted on",
    signature: "Signature",
};

pub static FR: QuoteWords = QuoteWords {
    title: "Devis",
    number: "Numéro de devis",
    made_on: "Établi le",
    valid_until: "Valable jusqu’au",
    expired: "Ce devis n’est plus valable.",
    declined: "Ce devis a été refusé.",
    unreadable: "Les lignes de ce devis ne sont pas lisibles sur cet ordinateur.",
    is_no_invoice: "Ceci n’est pas une facture. Rien n’est encore à payer.",
    accepted: "Accepté le",
    signature: "Signature",
};
