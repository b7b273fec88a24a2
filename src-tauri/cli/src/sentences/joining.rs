use ::vault::Error;

use crate::exit::Status;

pub(super) fn about_joining(error: &Error) -> Option<(Status, &'static str, &'static str)> {
    Some(match error {
        Error::BadBundle => (
            Status::Refused,
            "code_wrong",
            "The enrolment code does not open what the server holds for it. Nothing was changed; type it again, or \
             ask an admin for a new one with `nutrivault enrol create`.",
        ),
        Error::NotAllHere => (
            Status::Refused,
            "not_all_here",
            "This computer has joined the clinic, and its users have not all come here yet: the command that joined \
             was ended early. Nothing was changed, and no password was tried; run `nutrivault sync`, then do this \
             again.",
        ),
        Error::LeaseOver => (
            Status::Refused,
            "lease_over",
            "This computer has been without the server for longer than the clinic allows, or another program edited \
             what says so. Nothing was opened; connect it to the network and run `nutrivault sync`, then do this \
             again, or ask an admin to sign in here.",
        ),
        Error::CodeExpired => (
            Status::Refused,
            "sign_in_code_expired",
            "This code has expired. Nothing was changed; ask an admin for a new one.",
        ),
        Error::ClockTooFar => (
            Status::Refused,
            "clock_too_far",
            "What was written last on this computer is dated after its clock, so when an hour ends cannot be said. \
             Nothing was changed; set the clock right, say so with `nutrivault devices take-time`, then do this again.",
        ),
        Error::PasswordNotChosen => (
            Status::NeedsPerson,
            "password_not_chosen",
            "This user has a code and no password yet. Nothing was changed; choose one first, with `nutrivault user \
             choose-password`.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Problem;

    #[test]
    fn what_has_not_come_yet_has_a_way_on() {
        let problem = Problem::from(Error::NotAllHere);
        assert_eq!(
            (problem.status, problem.code),
            (Status::Refused, "not_all_here")
        );
        assert!(problem.message.contains("nutrivault sync"));
    }
}
