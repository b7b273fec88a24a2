//! Sentences about the fields of a request for records.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("due_on", Reason::Backwards) => {
            "--due-on is before the day on which the records were asked for. Nothing was changed; correct the one that \
             is wrong."
        }
        ("record_request", Reason::Cancelled) => {
            "This request is closed. Nothing was changed; `nutrivault record-requests reopen` opens it again."
        }
        ("record_request", Reason::OutOfOrder) => {
            "This request is open still. Nothing was changed; `nutrivault record-requests list` has it."
        }
        _ => return None,
    })
}
