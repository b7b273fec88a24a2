//! What is refused of prescriptions.

use ::clinic::Error;

use crate::exit::Problem;

/// Returns the sentence for what a prescription does not allow.
pub(super) fn problem(error: &Error) -> Problem {
    match error {
        Error::NotDispensable(why) => Problem::refused(
            "not_dispensable",
            format!(
                "This prescription is not dispensed: {}. Nothing was changed; whoever prescribes can renew it with \
                 `nutrivault prescriptions renew`.",
                why.as_str()
            ),
        ),
        Error::MoreThanOrdered { ordered, typed } => Problem::refused(
            "invalid",
            format!(
                "--quantity {typed} is more than the {ordered} that are ordered each time. Nothing was dispensed; \
                 dispense at most {ordered}, or ask the prescriber for another prescription."
            ),
        )
        .at("quantity"),
        _ => Problem::refused(
            "already_dispensed",
            "This prescription was dispensed, so it stays as it was written. Nothing was changed; stop it with \
             `nutrivault prescriptions stop` and prescribe anew.",
        ),
    }
}
