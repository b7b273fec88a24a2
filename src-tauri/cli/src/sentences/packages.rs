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
        ("validUntil", Reason::TooLongAgo) => {
            "The last day of this package is over. Nothing was changed; give it a later one with \
             `nutrivault packages edit`."
        }
        ("package", Reason::Cancelled) => {
            "The invoice of this package is void, so nothing of it can be used. Nothing was changed."
        }
        ("package", Reason::OutOfOrder) => {
            "Sessions of this package were used, so it is not removed. Nothing was changed; give them back first, or \
             end it with `nutrivault packages edit`."
        }
        ("on", Reason::InTheFuture) => {
            "--on is a day to come. Nothing was changed; a session is used on its day."
        }
        ("appointment", Reason::Taken) => {
            "This appointment was paid with a package already. Nothing was changed."
        }
        _ => return None,
    })
}
