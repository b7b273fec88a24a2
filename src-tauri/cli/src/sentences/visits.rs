//! Sentences about when a visit was.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("started_at", Reason::InTheFuture) => {
            "--started-at is still to come. Nothing was recorded; book an appointment for then."
        }
        ("started_at", Reason::Backwards) => {
            "--started-at is before the patient was born. Nothing was recorded; correct the time, or the birth date."
        }
        ("ended_at", Reason::InTheFuture) => {
            "--ended-at is still to come. Nothing was recorded; end the visit then."
        }
        ("ended_at", Reason::Backwards) => {
            "--ended-at is before the visit began. Nothing was recorded; correct the one that is wrong."
        }
        ("ended_at", Reason::Impossible) => {
            "This visit has not ended, so it has no end to correct. Nothing was changed; `nutrivault visits end` takes \
             --ended-at."
        }
        ("ended_at", Reason::Required) => {
            "This visit was recorded later than it was. Nothing was changed; say when it ended with --ended-at."
        }
        ("ended_at", Reason::Taken) => {
            "This visit has ended already, at another time. Nothing was changed; `nutrivault visits edit` corrects it \
             with --ended-at."
        }
        _ => return None,
    })
}
