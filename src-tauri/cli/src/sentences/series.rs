//! Sentences about the fields of a series or a batch of appointments, and of a provider elsewhere.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("every", Reason::Impossible) => {
            "--every is 1 to 99 days, weeks or months. Nothing was changed; correct it and do it again."
        }
        ("count", Reason::Impossible) => {
            "A series has 2 to 60 dates, the last one before the end of the next year. Nothing was changed; give \
             another --count."
        }
        ("until", Reason::Impossible) => {
            "A series has 2 to 60 dates, the last one before the end of the next year. Nothing was changed; give \
             another day with --until."
        }
        ("until", Reason::Backwards) => {
            "--until is before the first date. Nothing was changed; correct the one that is wrong."
        }
        ("provider_id", Reason::Elsewhere) => {
            "--provider sees patients at other facilities alone. Nothing was changed; name another provider, or a \
             facility at which this one works."
        }
        ("appointments", Reason::Impossible) => {
            "At once 1 to 1,000 appointments are booked. Nothing was booked; send more of them in several commands."
        }
        ("dates", Reason::Impossible) => {
            "No date is left, or more than 60 are. Nothing was changed; leave at least one of them."
        }
        _ => return None,
    })
}
