//! Sentences about the fields of a quote.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("validUntil" | "valid_until", Reason::Backwards) => {
            "--valid-until is before the day on which the quote is made. Nothing was changed; give a later day."
        }
        ("validUntil" | "valid_until", Reason::InTheFuture) => {
            "--valid-until is more than two years after the quote is made. Nothing was changed; give an earlier day."
        }
        ("quote", Reason::OutOfOrder) => {
            "An invoice or the draft of one was made of this quote. Nothing was changed; void that or discard it first."
        }
        ("quote", Reason::Cancelled) => {
            "This quote was declined. Nothing was changed; reopen it with `nutrivault quotes decline ID --undo`."
        }
        ("quote", Reason::Required) => {
            "This quote has no lines. Nothing was done; add them with `nutrivault quotes edit`."
        }
        _ => return None,
    })
}
