//! Sentences about the fields of a referral.

use ::clinic::error::{Error, Reason};

use crate::exit::Problem;

/// Two fields whose names others have, too, with sentences of their own.
pub(super) const SOURCE: &str = "referral_from";
pub(super) const LAST_DAY: &str = "referral_valid_until";

/// Returns the problem of the form of a referral.
pub fn of_referral(error: Error) -> Problem {
    named(error).into()
}

fn named(error: Error) -> Error {
    match error {
        Error::Several(wrong) => Error::Several(wrong.into_iter().map(named).collect()),
        Error::Invalid {
            field: "from",
            reason,
        } => Error::invalid(SOURCE, reason),
        Error::Invalid {
            field: "validUntil",
            reason,
        } => Error::invalid(LAST_DAY, reason),
        other => other,
    }
}

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        (SOURCE, Reason::Required) => {
            "Neither --from nor --organisation is given. Nothing was changed; name who referred the patient."
        }
        (LAST_DAY, Reason::Backwards) => {
            "--valid-until is before the day on which the referral was received. Nothing was changed; correct the one \
             that is wrong."
        }
        ("sessions_allowed", Reason::Malformed | Reason::Impossible) => {
            "--sessions-allowed takes a whole number from 1 to 999, or nothing for no limit. Nothing was changed."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_referral_have_sentences_of_their_own() {
        for (field, reason, words, entry) in [
            ("from", Reason::Required, "Neither --from nor", "from"),
            (
                "validUntil",
                Reason::Backwards,
                "the referral was received",
                "valid_until",
            ),
            (
                "sessionsAllowed",
                Reason::Impossible,
                "from 1 to 999",
                "sessions_allowed",
            ),
        ] {
            let contact = Error::invalid("contact", Reason::Malformed);
            let wrong = || Error::invalid(field, reason);
            for error in [wrong(), Error::Several(vec![wrong(), contact])] {
                let problem = of_referral(error);
                assert!(problem.message.contains(words), "{}", problem.message);
                assert_eq!(problem.field.as_deref(), Some(entry));
            }
        }
    }
}
