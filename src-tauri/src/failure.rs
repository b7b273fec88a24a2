//! Refusals as the screens get them: one code for each that somebody acts on. The words are the screens'.

use clinic::{Failure, FailureCode, Reason};
use serde::Serialize;
use specta::Type;
use sync_client::Refusal;
use sync_contract::Code;

use crate::keychain;

pub type Result<T, E = Refused> = std::result::Result<T, E>;

/// What a command that was not carried out answers.
#[derive(Debug, Serialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct Refused(pub Box<Failure>);

impl From<FailureCode> for Refused {
    fn from(code: FailureCode) -> Self {
        Self(Box::new(Failure::from(code)))
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

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
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
            E::PlainHttp => FailureCode::PlainHttp.into(),
            E::Unreachable | E::Stopped => FailureCode::Offline.into(),
            E::TooOld => FailureCode::ServerTooOld.into(),
            // what helps is to name the authority that vouches for it
            E::Certificate => {
                let refused = with_reference(FailureCode::NotOurServer, &words);
                Self(Box::new(Failure {
                    field: Some("ca".to_owned()),
                    ..*refused.0
                }))
            }
            E::NotOurs | E::WrongClinic => with_reference(FailureCode::NotOurServer, &words),
        }
    }
}

/// What the server said.
impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        let plain = match code {
            Code::CodeUnknown => FailureCode::CodeWrong,
            Code::CodeUsed => FailureCode::CodeUsed,
            Code::CodeExpired => FailureCode::CodeExpired,
            Code::DeviceRevoked => FailureCode::Revoked,
            Code::WrongTenant | Code::NotFound => FailureCode::NotOurServer,
            Code::VersionUnsupported => FailureCode::ServerTooOld,
            Code::Busy | Code::Internal => FailureCode::Offline,
            Code::StaleBase => FailureCode::ChangedMeanwhile,
            Code::MissingRight | Code::NotAdmin => FailureCode::Forbidden,
            Code::NotUnique => return clinic::Error::invalid("username", Reason::Taken).into(),
            _ => return with_reference(FailureCode::ServerRefused, code.word()),
        };
        plain.into()
    }
}

fn with_reference(code: FailureCode, reference: &str) -> Refused {
    Refused(Box::new(Failure {
        reference: Some(reference.to_owned()),
        ..Failure::from(code)
    }))
}

/// A fault of this program, which support is told by these words.
pub fn fault(words: &str) -> Refused {
    with_reference(FailureCode::Internal, words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_a_server_says_becomes_what_a_person_can_act_upon() {
        for (code, expected) in [
            (Code::CodeExpired, FailureCode::CodeExpired),
            (Code::DeviceRevoked, FailureCode::Revoked),
            (Code::Busy, FailureCode::Offline),
            (Code::LastAdmin, FailureCode::ServerRefused),
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
        let refused = Refused::from(Refusal::Address).0;
        assert_eq!(
            (refused.code, refused.field.as_deref()),
            (FailureCode::Invalid, Some("url"))
        );
    }

    #[test]
    fn a_certificate_that_nobody_here_vouches_for_points_at_its_field() {
        let refused = Refused::from(Refusal::Certificate).0;
        assert_eq!(
            (refused.code, refused.field.as_deref()),
            (FailureCode::NotOurServer, Some("ca"))
        );
        assert_eq!(Refused::from(Refusal::NotOurs).0.field, None);
    }

    #[test]
    fn a_refusal_travels_in_the_form_of_the_screens() {
        let sent = serde_json::to_value(Refused::from(FailureCode::CodeUsed)).unwrap();
        assert_eq!(sent["code"], "codeUsed");
        assert!(sent["triesLeft"].is_null());
    }
}
