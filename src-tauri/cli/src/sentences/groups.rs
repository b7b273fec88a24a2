//! Sentences about the fields of a group session.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("seats", Reason::Impossible) => {
            "--seats is 2 to 200, of a group session. Nothing was changed; correct it, or leave it out."
        }
        ("seats", Reason::Taken) => {
            "No seat is left in this session. Nothing was changed; give it more with `nutrivault groups edit`, or \
             put the patient on the waiting list."
        }
        ("seats", Reason::OutOfOrder) => {
            "More patients have a seat than --seats leaves. Nothing was changed; take seats back first."
        }
        ("topic", Reason::Impossible) => {
            "--topic is what a group session is about. Nothing was changed; leave it out for another type."
        }
        ("seat", Reason::Taken) => {
            "This patient has a seat in the session already. Nothing was changed."
        }
        ("attendance", Reason::InTheFuture) => {
            "The session is on a later day, so nobody knows who comes. Nothing was changed; EXCUSED can be recorded \
             before."
        }
        ("attendance", Reason::OutOfOrder) => {
            "This patient came to the session, so the seat stays theirs. Nothing was changed; mark them EXPECTED first \
             if that was wrong."
        }
        _ => return None,
    })
}
