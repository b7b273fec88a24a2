//! Sentences about the fields of the waiting list.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("patient_id", Reason::Taken) => {
            "This patient is on the waiting list already. Nothing was added; `nutrivault waiting list` has the entry, \
             and `nutrivault waiting edit` changes its wishes."
        }
        ("patient_id", Reason::Impossible) => {
            "The appointment is of another patient than the one who waits. Nothing was booked; name the right entry."
        }
        ("entry", Reason::Cancelled) => {
            "This wait has ended. Nothing was changed; `nutrivault waiting list --ended` has it, and `nutrivault \
             waiting reopen` puts the patient on the list again."
        }
        ("entry", Reason::OutOfOrder) => {
            "This patient waits still. Nothing was changed; `nutrivault waiting list` has the entry."
        }
        ("slot", Reason::Taken) => {
            "The provider, the room or the patient has an appointment then. Nothing was booked; give another time, or \
             see `nutrivault waiting free` for those that are free."
        }
        ("from_time", Reason::Malformed) => {
            "--from-time takes a time of day such as 09:30. Nothing was changed."
        }
        ("until_time", Reason::Malformed) => {
            "--until-time takes a time of day such as 12:00. Nothing was changed."
        }
        ("until_time", Reason::Backwards) => {
            "--until-time is not after --from-time. Nothing was changed; correct the one that is wrong."
        }
        ("until_day", Reason::Backwards) => {
            "--until-day is before --from-day. Nothing was changed; correct the one that is wrong."
        }
        ("from_day", Reason::Impossible) => {
            "--from-day is in a year before 1900 or after the next one. Nothing was changed; check the year."
        }
        ("until_day", Reason::Impossible) => {
            "--until-day is in a year before 1900 or after the next one. Nothing was changed; check the year."
        }
        _ => return None,
    })
}
