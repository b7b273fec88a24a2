//! Refusals as the screens get them: one code for each that somebody acts on. The words are the screens'.

use clinic::{Problem, ProblemCode, Reason};
use serde::Serialize;
use specta::Type;
use sync_client::ServerError;
use sync_contract::Code;

use crate::keychain;

pub type Result<T, E = Refused> = std::result::Result<T, E>;

/// What a command that was not carried out answers.
#[derive(Debug, Serialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct Refused(pub Box<Problem>);

impl From<ProblemCode> for Refused {
    fn from(code: ProblemCode) -> Self {
        Self(Box::new(Problem::from(code)))
    }
}

impl From<clinic::Error> for Refused {
    fn from(error: clinic::Error) -> Self {
        Self(Box::new(error.failure(keychain::clock().now())))
    }
}

impl From<vault::Error> for Refused {
    fn from(error: vault::Error) -> Self {
        clinic::Error::from(error).into()
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        vault::Error::from(error).into()
    }
}

impl From<ServerError> for Refused {
    fn from(refusal: ServerError) -> Self {
        refusal.widen::<vault::Error>().into()
    }
}

impl From<sync_client::Error<vault::Error>> for Refused {
    fn from(error: sync_client::Error<vault::Error>) -> Self {
        use sync_client::Error as E;
        let words = error.to_string();
        match error {
            E::Replica(error) => error.into(),
            E::Refused(code) => code.into(),
            E::Address => clinic::Error::invalid("url", Reason::Malformed).into(),
            E::PlainHttp => ProblemCode::PlainHttp.into(),
            E::Unreachable | E::Stopped => ProblemCode::Offline.into(),
            E::TooOld => ProblemCode::ServerTooOld.into(),
            // what helps is to name the authority that vouches for it
            E::Certificate => {
                let refused = with_reference(ProblemCode::NotOurServer, &words);
                Self(Box::new(Problem {
                    field: Some("ca".to_owned()),
                    ..*refused.0
                }))
            }
            E::NotOurs | E::WrongClinic => with_reference(ProblemCode::NotOurServer, &words),
        }
    }
}

/// What the server said.
impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        let plain = match code {
            Code::CodeUnknown => ProblemCode::CodeWrong,
            Code::CodeUsed => ProblemCode::CodeUsed,
            Code::CodeExpired => ProblemCode::CodeExpired,
            Code::DeviceRevoked => ProblemCode::Revoked,
            Code::WrongTenant | Code::NotFound => ProblemCode::NotOurServer,
            Code::VersionUnsupported => ProblemCode::ServerTooOld,
            Code::Busy | Code::Internal => ProblemCode::Offline,
            Code::StaleBase => ProblemCode::ChangedMeanwhile,
            Code::MissingRight | Code::NotAdmin => ProblemCode::Forbidden,
            Code::NotUnique => return clinic::Error::invalid("username", Reason::Taken).into(),
            _ => return with_reference(ProblemCode::ServerRefused, code.word()),
        };
        plain.into()
    }
}

fn with_reference(code: ProblemCode, reference: &str) -> Refused {
    Refused(Box::new(Problem {
        reference: Some(reference.to_owned()),
        ..Problem::from(code)
    }))
}

/// A fault of this program, which support is told by these words.
pub fn fault(words: &str) -> Refused {
    with_reference(ProblemCode::Internal, words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_a_server_says_becomes_what_a_person_can_act_upon() {
        for (code, expected) in [
            (Code::CodeExpired, ProblemCode::CodeExpired),
            (Code::DeviceRevoked, ProblemCode::Revoked),
            (Code::Busy, ProblemCode::Offline),
            (Code::LastAdmin, ProblemCode::ServerRefused),
        ] {
            assert_eq!(Refused::from(code).0.code, expected);
        }
        assert_eq!(
            Refused::from(Code::LastAdmin).0.reference.unwrap(),
            Code::LastAdmin.word()
        );
        let taken = Refused::from(Code::NotUnique).0;
        assert_eq!(
            (taken.field.as_deref(), taken.reason),
            (Some("username"), Some(Reason::Taken))
        );
    }

    #[test]
    fn an_address_that_is_none_is_the_fault_of_its_field() {
        let refused = Refused::from(ServerError::Address).0;
        assert_eq!(
            (refused.code, refused.field.as_deref()),
            (ProblemCode::Invalid, Some("url"))
        );
    }

    #[test]
    fn a_certificate_that_nobody_here_vouches_for_points_at_its_field() {
        let refused = Refused::from(ServerError::Certificate).0;
        assert_eq!(
            (refused.code, refused.field.as_deref()),
            (ProblemCode::NotOurServer, Some("ca"))
        );
        assert_eq!(Refused::from(ServerError::NotOurs).0.field, None);
    }

    #[test]
    fn a_refusal_travels_in_the_form_of_the_screens() {
        let sent = serde_json::to_value(Refused::from(ProblemCode::CodeUsed)).unwrap();
        assert_eq!(sent["code"], "codeUsed");
        assert!(sent["triesLeft"].is_null());
    }
}
