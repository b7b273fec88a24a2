//! Sentences about the fields of a stay.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("department", Reason::Required) => {
            "Neither --department nor --room is given. Nothing was changed; say where the patient stays."
        }
        ("department", Reason::Elsewhere) => {
            "--department is in another building than the one that is meant, or in one where none of your roles \
             counts. Nothing was changed; `nutrivault departments list` has them."
        }
        ("room", Reason::Elsewhere) => {
            "--room is in another building than --department, or in one where none of your roles counts. Nothing was \
             changed; `nutrivault rooms list` has them."
        }
        ("from_day", Reason::InTheFuture) => {
            "--from-day is after tomorrow. Nothing was changed; record the stay when the patient comes."
        }
        ("from_day", Reason::Taken) => {
            "Another stay of this patient lasts on these days. Nothing was changed; `nutrivault stays list` has it."
        }
        ("until_day", Reason::InTheFuture) => {
            "--until-day is more than a year ahead. Nothing was changed; leave it out until it is known."
        }
        _ => return None,
    })
}
