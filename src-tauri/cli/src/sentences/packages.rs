//! Sentences about the fields of a package.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("sessions", Reason::Impossible) => {
            "--sessions is 1 to 200, and no fewer than were used. Nothing was changed; correct it."
        }
        ("sessions", Reason::Taken) => {
            "No session of this package is left. Nothing was changed; sell another one, or invoice the visit."
        }
        ("validUntil" | "valid_until", Reason::TooLongAgo) => {
            "The last day of the package is over. Nothing was changed; sell one with a later --valid-until, or give \
             this one a later day with `nutrivault packages edit`."
        }
        ("package", Reason::Cancelled) => {
            "The invoice of this package is void, or its draft was discarded, so nothing of it can be used. Nothing \
             was changed."
        }
        ("package", Reason::OutOfOrder) => {
            "Sessions of this package were used, so it is not removed. Nothing was changed; give them back first, or \
             end it with `nutrivault packages edit`."
        }
        ("on", Reason::InTheFuture) => {
            "--on is a day to come. Nothing was changed; a session is used on its day."
        }
        ("on", Reason::Impossible) => {
            "--on is in a year before 1900. Nothing was changed; check the year."
        }
        ("appointment", Reason::Taken) => {
            "This appointment was paid with a package already, or is on an invoice or on a draft of one. Nothing was \
             changed."
        }
        ("serviceId" | "service_id", Reason::Unknown) => {
            "--service is no service that the clinic offers. Nothing was changed; `nutrivault services list` has them."
        }
        _ => return None,
    })
}
