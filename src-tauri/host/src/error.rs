//! What can go wrong while a program runs its clinic, and the code under which the screens know it.

use clinic::{Problem, ProblemCode, Reason};
use sync_client::ServerError;
use sync_contract::Code;
use sync_contract::field::Time;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A variant only where a person acts differently.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the clinic or its vault refuses.
    #[error(transparent)]
    Clinic(#[from] clinic::Error),
    /// What the server answers, or why it does not.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// It needs a user who has signed in.
    #[error("no user has signed in")]
    Locked,
    #[error("this clinic is on this computer alone")]
    NoServer,
    /// A clinic stays on the server that it was connected to.
    #[error("this clinic is on the server {url} already")]
    AlreadyConnected { url: String },
    /// The file that was named as the server's certificate holds none.
    #[error("the certificate to trust cannot be read")]
    BadCertificate,
    #[error("this is no enrolment code")]
    BadCode,
    #[error("the name of a computer has 255 letters at most")]
    DeviceName,
    /// Another program on this computer has the sync lock.
    #[error("another program on this computer is exchanging changes")]
    SyncBusy,
    /// Changes that must reach the server before what counts only once it agrees. `deferred` were put off by the
    /// server, `undecided` were refused before and not decided yet.
    #[error("{waiting} changes go to the server before this")]
    QueueNotEmpty {
        waiting: usize,
        deferred: usize,
        undecided: usize,
    },
    /// The server refused changes that were written before the clinic was connected.
    #[error("the server refused {changes} changes, the first with {}", .first.as_str())]
    ChangesRejected { changes: usize, first: Code },
    /// It counts only once the server agrees, and the server does not answer. Nothing of it waits.
    #[error("the server does not answer, and this counts only once it has agreed")]
    ServerNeeded,
    /// A change was sent, and the server's answer to it did not arrive.
    #[error("the server's verdict did not arrive")]
    VerdictMissing,
    #[error("a step ended early")]
    Interrupted,
}

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        Self::Clinic(error.into())
    }
}

impl From<sync_client::Error<vault::Error>> for Error {
    fn from(error: sync_client::Error<vault::Error>) -> Self {
        use sync_client::Error as E;
        Self::Server(match error {
            E::Replica(error) => return error.into(),
            E::Address => E::Address,
            E::PlainHttp => E::PlainHttp,
            E::Unreachable => E::Unreachable,
            E::Certificate => E::Certificate,
            E::NotOurs => E::NotOurs,
            E::OtherServer => E::OtherServer,
            E::WrongClinic => E::WrongClinic,
            E::TooOld => E::TooOld,
            E::Refused(code) => E::Refused(code),
            E::Stopped => E::Stopped,
        })
    }
}

impl Error {
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Clinic(error) => error.code(),
            Self::Server(error) => server_code(error),
            Self::Locked => ProblemCode::Locked,
            Self::NoServer
            | Self::ServerNeeded
            | Self::VerdictMissing
            | Self::QueueNotEmpty { .. } => ProblemCode::NeedsConnection,
            Self::AlreadyConnected { .. } => ProblemCode::AlreadyConnected,
            Self::BadCertificate | Self::DeviceName => ProblemCode::Invalid,
            Self::BadCode => ProblemCode::CodeWrong,
            Self::SyncBusy => ProblemCode::VaultBusy,
            Self::ChangesRejected { .. } => ProblemCode::ChangeRejected,
            Self::Interrupted => ProblemCode::Internal,
        }
    }

    /// Returns what travels to the screens; `now` turns a wait into the moment at which it ends.
    pub fn problem(&self, now: Time) -> Problem {
        if let Self::Clinic(error) = self {
            return error.problem(now);
        }
        let plain = Problem::from(self.code());
        match self {
            Self::BadCertificate => at(plain, "ca", Some(Reason::Malformed)),
            Self::DeviceName => at(plain, "deviceName", Some(Reason::TooLong)),
            Self::AlreadyConnected { url } => with_reference(plain, url),
            Self::ChangesRejected { first, .. } => with_reference(plain, first.as_str()),
            Self::Interrupted => with_reference(plain, &self.to_string()),
            Self::Server(error) => server_problem(plain, error),
            _ => plain,
        }
    }
}

fn server_problem(plain: Problem, error: &ServerError) -> Problem {
    match error {
        ServerError::Address => at(plain, "url", Some(Reason::Malformed)),
        // what helps is to name the authority that signed it
        ServerError::Certificate => at(with_reference(plain, &error.to_string()), "ca", None),
        ServerError::NotOurs | ServerError::OtherServer | ServerError::WrongClinic => {
            with_reference(plain, &error.to_string())
        }
        ServerError::Refused(Code::NotUnique) => at(plain, "username", Some(Reason::Taken)),
        ServerError::Refused(code) => with_reference(plain, code.as_str()),
        _ => plain,
    }
}

fn server_code(error: &ServerError) -> ProblemCode {
    match error {
        ServerError::Address => ProblemCode::Invalid,
        ServerError::PlainHttp => ProblemCode::PlainHttp,
        ServerError::Unreachable | ServerError::Stopped => ProblemCode::Offline,
        ServerError::TooOld => ProblemCode::ServerTooOld,
        ServerError::OtherServer => ProblemCode::ServerKeyChanged,
        ServerError::Certificate | ServerError::NotOurs | ServerError::WrongClinic => {
            ProblemCode::NotOurServer
        }
        ServerError::Refused(code) => refused_code(*code),
        ServerError::Replica(never) => match *never {},
    }
}

fn refused_code(code: Code) -> ProblemCode {
    match code {
        Code::CodeUnknown => ProblemCode::CodeWrong,
        Code::CodeUsed => ProblemCode::CodeUsed,
        Code::CodeExpired => ProblemCode::CodeExpired,
        Code::AlreadyConnected => ProblemCode::AlreadyRegistered,
        Code::DeviceRevoked => ProblemCode::Revoked,
        Code::WrongTenant | Code::NotFound => ProblemCode::NotOurServer,
        Code::VersionUnsupported => ProblemCode::ServerTooOld,
        Code::Busy | Code::Internal => ProblemCode::Offline,
        Code::MissingRight | Code::NotAdmin | Code::OutOfScope => ProblemCode::Forbidden,
        Code::StaleBase
        | Code::Undecided
        | Code::AlreadyWritten
        | Code::PatientChanged
        | Code::MissingReference => ProblemCode::ChangedMeanwhile,
        Code::NotUnique => ProblemCode::Invalid,
        Code::Signed => ProblemCode::AlreadySigned,
        Code::Withdrawn | Code::Purged => ProblemCode::ChangeRejected,
        Code::LastAdmin => ProblemCode::LastAdmin,
        Code::LastRole => ProblemCode::LastRole,
        Code::NotSeconded => ProblemCode::NotSeconded,
        Code::WrongSecret => ProblemCode::PasswordReplaced,
        Code::ForkDetected => ProblemCode::Forked,
        Code::ClockTooFar => ProblemCode::ClockTooFar,
        Code::Unauthenticated => ProblemCode::ServerRefused,
        Code::Suspended => ProblemCode::Suspended,
        Code::Malformed
        | Code::TooLarge
        | Code::UndeclaredClear
        | Code::NotSealed
        | Code::BadValue
        | Code::BadSignature
        | Code::UnknownCursor => ProblemCode::ChangeRejected,
    }
}

fn at(problem: Problem, field: &str, reason: Option<Reason>) -> Problem {
    Problem {
        field: Some(field.to_owned()),
        reason,
        ..problem
    }
}

fn with_reference(problem: Problem, reference: &str) -> Problem {
    Problem {
        reference: Some(reference.to_owned()),
        ..problem
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn problem(error: impl Into<Error>) -> Problem {
        error.into().problem(Time(0))
    }

    fn refused(code: Code) -> Problem {
        problem(ServerError::Refused(code))
    }

    #[test]
    fn a_refusal_of_the_server_becomes_a_code_of_the_screens() {
        for (code, expected) in [
            (Code::CodeExpired, ProblemCode::CodeExpired),
            (Code::DeviceRevoked, ProblemCode::Revoked),
            (Code::Busy, ProblemCode::Offline),
            (Code::LastAdmin, ProblemCode::LastAdmin),
            (Code::LastRole, ProblemCode::LastRole),
            (Code::Suspended, ProblemCode::Suspended),
            (Code::Unauthenticated, ProblemCode::ServerRefused),
        ] {
            assert_eq!(refused(code).code, expected);
        }
        assert_eq!(
            refused(Code::LastAdmin).reference.unwrap(),
            Code::LastAdmin.as_str()
        );
        let taken = refused(Code::NotUnique);
        assert_eq!(
            (taken.field.as_deref(), taken.reason),
            (Some("username"), Some(Reason::Taken))
        );
    }

    #[test]
    fn only_a_refused_proof_is_a_refused_key() {
        for code in Code::ALL {
            let is_key = *code == Code::Unauthenticated;
            assert_eq!(
                refused(*code).code == ProblemCode::ServerRefused,
                is_key,
                "{code:?}"
            );
        }
    }

    #[test]
    fn a_clinic_that_is_on_another_server_is_named_with_it() {
        let url = "https://clinic.example.org".to_owned();
        let problem = problem(Error::AlreadyConnected { url: url.clone() });
        assert_eq!(
            (problem.code, problem.reference),
            (ProblemCode::AlreadyConnected, Some(url))
        );
    }

    #[test]
    fn an_address_that_is_none_is_the_fault_of_its_field() {
        let problem = problem(ServerError::Address);
        assert_eq!(
            (problem.code, problem.field.as_deref()),
            (ProblemCode::Invalid, Some("url"))
        );
    }

    #[test]
    fn a_certificate_that_is_not_trusted_points_at_its_field() {
        let untrusted = problem(ServerError::Certificate);
        assert_eq!(
            (untrusted.code, untrusted.field.as_deref()),
            (ProblemCode::NotOurServer, Some("ca"))
        );
        assert_eq!(problem(ServerError::NotOurs).field, None);
    }
}
