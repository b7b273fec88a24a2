use ::host::Error;
use sync_contract::Code;

use super::internal;
use super::server::{of_certificate, of_code, of_refusal};
use crate::exit::{Problem, Status};
use crate::text::count;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        of_host(error)
    }
}

/// A sign-in that did not succeed gives the vault back; the command ends with it.
impl From<Box<::host::NotSignedIn>> for Problem {
    fn from(refused: Box<::host::NotSignedIn>) -> Self {
        of_host(refused.error)
    }
}

fn of_host(error: Error) -> Problem {
    match error {
        Error::Clinic(error) => error.into(),
        Error::Server(error) => of_refusal(&error),
        Error::NoServer => Problem::refused(
            "no_server",
            "This clinic lives on this computer alone. Nothing was lost; put it on a server with `nutrivault connect`.",
        ),
        Error::AlreadyConnected { url } => Problem::refused(
            "already_connected",
            format!("This clinic is on the server {url} already. Nothing was changed."),
        ),
        Error::BadCertificate => of_certificate(),
        Error::BadCode => of_code(Code::CodeUnknown),
        Error::DeviceName => {
            Problem::usage("The name of a computer has 255 letters at most. Nothing was changed.")
                .at("name")
        }
        Error::SyncBusy => Problem::refused(
            "in_use",
            "Another program on this computer is exchanging changes and has not finished within a minute. Nothing was \
             lost; try again later.",
        ),
        Error::QueueNotEmpty {
            waiting,
            deferred,
            undecided,
        } => queue_not_empty(waiting, deferred, undecided),
        Error::ChangesRejected { changes, first } => changes_rejected(changes, first),
        Error::ServerNeeded => Problem::new(
            Status::Unreachable,
            "unreachable",
            "The server does not answer, and this counts only once it has agreed. Nothing was changed; \
             do it again when there is a connection.",
        ),
        Error::VerdictMissing => Problem::needs_person(
            "pending",
            "The server's answer to this change did not arrive. Nothing was lost: the same change goes first with the \
             next sync; look then whether it counts before you repeat it.",
        ),
        Error::Locked | Error::Interrupted => internal(&error),
    }
}

/// `busy` when the server put something off, `held_back` when it was not sent.
fn queue_not_empty(waiting: usize, deferred: usize, undecided: usize) -> Problem {
    let (status, code) = match deferred {
        0 => (Status::NeedsPerson, "held_back"),
        _ => (Status::Unreachable, "busy"),
    };
    let message = format!(
        "{} still here, and this goes after that. Nothing was lost; {}.",
        count(waiting, "change is", "changes are"),
        why_waiting(deferred, undecided)
    );
    Problem::new(status, code, message)
}

fn changes_rejected(changes: usize, first: Code) -> Problem {
    Problem::needs_person(
        "refused_changes",
        format!(
            "The server refused {}, the first with the code {}. Nothing was lost: what it refused is kept here and \
             `nutrivault status` lists it; the clinic is connected once each is sent again or discarded.",
            count(changes, "change", "changes"),
            first.as_str()
        ),
    )
}

/// Returns why changes wait after a sync, and what a person can do.
pub fn why_waiting(deferred: usize, undecided: usize) -> &'static str {
    match (deferred, undecided) {
        (0, 0) => {
            "the server answers, and they were not sent to it: sync once more, and if they stay, as whoever wrote them \
             with `nutrivault sync --user NAME`"
        }
        (0, _) => {
            "what builds on a change that the server refused goes once that is decided: `nutrivault status` lists it, \
             `nutrivault refused again ID` sends it once more and `nutrivault refused drop ID` discards it"
        }
        _ => "the server puts off what it cannot take now, and the next sync sends it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::clinic::ProblemCode;
    use sync_client::ServerError;

    #[test]
    fn what_goes_first_is_put_off_by_the_server_or_not_sent() {
        let ended = |deferred| {
            let problem = queue_not_empty(1, deferred, 0);
            (problem.status, problem.code)
        };
        assert_eq!(ended(1), (Status::Unreachable, "busy"));
        assert_eq!(ended(0), (Status::NeedsPerson, "held_back"));
    }

    /// Returns the code of each error in the window and on the command line. No wildcard: a new variant is decided here
    /// for both.
    fn codes(error: &Error) -> (ProblemCode, &'static str) {
        use ProblemCode as P;
        match error {
            Error::Clinic(::clinic::Error::Vault(::vault::Error::ServerAltered)) => {
                (P::ServerAltered, "server_altered")
            }
            Error::Clinic(_) => (P::NotDemo, "not_demo"),
            Error::Server(ServerError::Refused(code)) => codes_of_server(*code),
            Error::Server(error) => codes_of_way(error),
            Error::Locked => (P::Locked, "internal"),
            Error::NoServer => (P::NeedsConnection, "no_server"),
            Error::AlreadyConnected { .. } => (P::AlreadyConnected, "already_connected"),
            Error::BadCertificate => (P::Invalid, "certificate"),
            Error::BadCode => (P::CodeWrong, "code_unknown"),
            Error::DeviceName => (P::Invalid, "usage"),
            Error::SyncBusy => (P::VaultBusy, "in_use"),
            Error::QueueNotEmpty { .. } => (P::NeedsConnection, "held_back"),
            Error::ChangesRejected { .. } => (P::ChangeRejected, "refused_changes"),
            Error::ServerNeeded => (P::NeedsConnection, "unreachable"),
            Error::VerdictMissing => (P::NeedsConnection, "pending"),
            Error::Interrupted => (P::Internal, "internal"),
        }
    }

    fn codes_of_way(error: &ServerError) -> (ProblemCode, &'static str) {
        use ProblemCode as P;
        match error {
            ServerError::Address => (P::Invalid, "address"),
            ServerError::PlainHttp => (P::PlainHttp, "plain_http"),
            ServerError::Unreachable => (P::Offline, "unreachable"),
            ServerError::Certificate => (P::NotOurServer, "certificate"),
            ServerError::NotOurs => (P::NotOurServer, "not_our_server"),
            ServerError::OtherServer => (P::ServerKeyChanged, "other_server"),
            ServerError::WrongClinic => (P::NotOurServer, "wrong_clinic"),
            ServerError::TooOld => (P::ServerTooOld, "too_old"),
            ServerError::Stopped => (P::Offline, "stopped"),
            ServerError::Refused(code) => codes_of_server(*code),
            ServerError::Replica(never) => match *never {},
        }
    }

    fn codes_of_server(code: Code) -> (ProblemCode, &'static str) {
        use ProblemCode as P;
        let window = match code {
            Code::CodeUnknown => P::CodeWrong,
            Code::CodeUsed => P::CodeUsed,
            Code::CodeExpired => P::CodeExpired,
            Code::AlreadyConnected => P::AlreadyRegistered,
            Code::DeviceRevoked => P::Revoked,
            Code::WrongTenant | Code::NotFound => P::NotOurServer,
            Code::VersionUnsupported => P::ServerTooOld,
            Code::Busy | Code::Internal => P::Offline,
            Code::MissingRight | Code::NotAdmin | Code::OutOfScope => P::Forbidden,
            Code::StaleBase
            | Code::Undecided
            | Code::AlreadyWritten
            | Code::PatientChanged
            | Code::MissingReference => P::ChangedMeanwhile,
            Code::NotUnique => P::Invalid,
            Code::Signed => P::AlreadySigned,
            Code::LastAdmin => P::LastAdmin,
            Code::LastRole => P::LastRole,
            Code::NotSeconded => P::NotSeconded,
            Code::WrongSecret => P::PasswordReplaced,
            Code::ForkDetected => P::Forked,
            Code::ClockTooFar => P::ClockTooFar,
            Code::Unauthenticated => P::ServerRefused,
            Code::Suspended => P::Suspended,
            _ => P::ChangeRejected,
        };
        (window, code.as_str())
    }

    /// One of each variant.
    fn errors() -> Vec<Error> {
        let mut errors = vec![
            ::clinic::Error::NotDemo.into(),
            ::vault::Error::ServerAltered.into(),
            Error::Locked,
            Error::NoServer,
            Error::AlreadyConnected {
                url: "https://clinic.example.org".to_owned(),
            },
            Error::BadCertificate,
            Error::BadCode,
            Error::DeviceName,
            Error::SyncBusy,
            Error::QueueNotEmpty {
                waiting: 1,
                deferred: 0,
                undecided: 0,
            },
            Error::ChangesRejected {
                changes: 1,
                first: Code::BadValue,
            },
            Error::ServerNeeded,
            Error::VerdictMissing,
            Error::Interrupted,
        ];
        let way = [
            ServerError::Address,
            ServerError::PlainHttp,
            ServerError::Unreachable,
            ServerError::Certificate,
            ServerError::NotOurs,
            ServerError::OtherServer,
            ServerError::WrongClinic,
            ServerError::TooOld,
            ServerError::Stopped,
        ];
        errors.extend(way.into_iter().map(Error::from));
        let refused = Code::ALL.iter().copied().map(ServerError::Refused);
        errors.extend(refused.map(Error::from));
        errors
    }

    #[test]
    fn the_window_and_the_command_line_say_the_same_of_each_failure() {
        for error in errors() {
            let (window, command_line) = codes(&error);
            assert_eq!(error.code(), window, "{error:?}");
            assert_eq!(
                error.problem(sync_contract::field::Time(0)).code,
                window,
                "{error:?}"
            );
            let cause = error.to_string();
            let problem = Problem::from(error);
            assert_eq!(problem.code, command_line, "{cause}");
            assert!(problem.message.ends_with('.'), "{}", problem.message);
        }
    }

    #[test]
    fn a_clinic_on_another_server_is_refused_with_its_url() {
        let url = "https://clinic.example.org".to_owned();
        let problem = Problem::from(Error::AlreadyConnected { url });
        assert!(
            problem
                .message
                .contains("https://clinic.example.org already")
        );
    }
}
