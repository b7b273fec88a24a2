//! What is refused of prescriptions.

use ::clinic::Error;
use ::clinic::error::Reason;

use crate::exit::Problem;

/// The last day of a prescription. That of a quote and of a package has the same name and other sentences.
pub(super) const LAST_DAY: &str = "prescription_valid_until";

/// Returns the problem of the form of a prescription.
pub fn of_prescription(error: Error) -> Problem {
    named(error).into()
}

fn named(error: Error) -> Error {
    match error {
        Error::Several(wrong) => Error::Several(wrong.into_iter().map(named).collect()),
        Error::Invalid {
            field: "validUntil",
            reason,
        } => Error::invalid(LAST_DAY, reason),
        other => other,
    }
}

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    match (name, reason) {
        (LAST_DAY, Reason::Backwards) => Some(
            "--valid-until is before the day of prescribing. Nothing was changed; give a later day.",
        ),
        (LAST_DAY, Reason::TooLongAgo) => {
            Some("--valid-until is over. Nothing was changed; give a day from today on.")
        }
        _ => None,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_prescription_is_not_that_of_a_quote() {
        for (reason, words) in [
            (Reason::Backwards, "before the day of prescribing"),
            (Reason::TooLongAgo, "is over. Nothing was changed; give"),
            (Reason::Impossible, "two years after the day of prescribing"),
        ] {
            let wrong = || Error::invalid("validUntil", reason);
            let dosage = Error::invalid("dosage", Reason::Required);
            for error in [wrong(), Error::Several(vec![wrong(), dosage])] {
                let problem = of_prescription(error);
                assert!(problem.message.contains(words), "{}", problem.message);
                assert!(!problem.message.contains("quote"), "{}", problem.message);
                assert_eq!(problem.field.as_deref(), Some("valid_until"));
            }
        }
    }
}
