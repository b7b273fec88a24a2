//! What is refused of invoices.

use ::clinic::Error;

use crate::exit::Problem;

/// Returns the sentence for what an invoice does not allow.
pub(super) fn problem(error: &Error) -> Problem {
    match error {
        Error::AlreadyIssued => Problem::refused(
            "already_issued",
            "This invoice is issued, so it stays as it is. Nothing was changed; void it with `nutrivault invoices \
             void` and begin another one.",
        ),
        Error::StillPaid(paid) => Problem::refused(
            "still_paid",
            format!(
                "{paid} is paid. Refund it before voiding, with `nutrivault invoices refund`. Nothing was changed."
            ),
        ),
        _ => Problem::refused(
            "invoice_void",
            "This invoice is void, so nothing is paid for it and it is not voided again. Nothing was changed.",
        ),
    }
}
