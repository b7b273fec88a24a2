use sync_client::{Error, ServerError};
use sync_contract::Code;

use crate::exit::{Problem, Status};

impl From<ServerError> for Problem {
    fn from(refusal: ServerError) -> Self {
        of_refusal(&refusal)
    }
}

pub fn of_refusal(error: &ServerError) -> Problem {
    let (status, code, sentence) = match error {
        Error::Replica(never) => match *never {},
        Error::Refused(code) => return of_code(*code),
        Error::Address => (
            Status::Usage,
            "address",
            "The server's address is not one: write https://name, with a port where it has one and nothing after it. \
             Nothing was changed.",
        ),
        Error::PlainHttp => (
            Status::Refused,
            "plain_http",
            "Plain http is spoken to this computer only, because on a network anybody could listen. Nothing was sent; \
             use https://, and --ca for a server with a certificate of its own.",
        ),
        Error::Unreachable => (
            Status::Unreachable,
            "unreachable",
            "The server does not answer. Nothing was lost: changes stay on this computer and go with the next sync; \
             check the network and the address.",
        ),
        Error::Certificate => return of_certificate(),
        Error::NotOurs => (
            Status::Refused,
            "not_our_server",
            "What answers at this address is not a NutriVault server. Nothing was lost; check the address.",
        ),
        Error::OtherServer => (
            Status::Refused,
            "other_server",
            "What answers at this address cannot prove that it is the clinic's server. Nothing was sent and nothing \
             was lost; check the address, and ask whoever runs the server before you go on.",
        ),
        Error::WrongClinic => (
            Status::Refused,
            "wrong_clinic",
            "The server does not know this clinic or this computer. Nothing was lost; check that it is the clinic's \
             own server. A computer that was restored without it is admitted by `nutrivault backup admit`.",
        ),
        Error::TooOld => (
            Status::Refused,
            "too_old",
            "This program and the server are too far apart in age to understand each other. Nothing was lost: changes \
             stay here until both are up to date; update the older one.",
        ),
        Error::Stopped => (
            Status::Refused,
            "stopped",
            "The sync was stopped. What was exchanged stays exchanged, and the rest goes with the next one.",
        ),
    };
    Problem::new(status, code, sentence)
}

/// The refusal of the certificate of the server, or of the one given with --ca.
pub(super) fn of_certificate() -> Problem {
    Problem::refused(
        "certificate",
        "The server's certificate is not one that this computer trusts. Nothing was sent; check the address, or name \
         with --ca the authority that signed it; a certificate that vouches for itself must not be marked as an \
         authority (CA:FALSE).",
    )
}

/// A server's refusal in words. The code itself is the contract's.
pub fn of_code(code: Code) -> Problem {
    use Status::{NeedsPerson, Refused, Unreachable};
    let (status, sentence) = match code {
        Code::CodeUnknown => (
            Refused,
            "The server does not know this code. Nothing was changed; type it again, or ask for a new one.",
        ),
        Code::CodeUsed => (
            Refused,
            "This code was used before, and each works once. Nothing was changed; ask for a new one.",
        ),
        Code::CodeExpired => (
            Refused,
            "This code has expired. Nothing was changed; ask for a new one.",
        ),
        Code::AlreadyConnected => (
            Refused,
            "This clinic is on the server already, or its place was taken by another. Nothing was changed; ask the \
             server's operator.",
        ),
        Code::DeviceRevoked => (
            Refused,
            "This computer was taken out of the clinic, so it shows nothing any more. What it had sent is safe on the \
             server, and what it sends now waits there for a review. To work here again, ask an admin for a code of \
             `nutrivault enrol create` and join in an empty folder: `nutrivault --vault DIR enrol join URL \
             --code-file FILE`.",
        ),
        Code::WrongTenant | Code::NotFound => (
            Refused,
            "The server does not know this clinic, user or computer. Nothing was lost; check that it is the clinic's \
             own server, and sync first.",
        ),
        Code::MissingRight | Code::NotAdmin => (
            Refused,
            "The server refused this: who made the change lacks the right for it. The change is kept on this \
             computer; let somebody make it whose role has the right, which an admin sees with `nutrivault rights`.",
        ),
        Code::OutOfScope => (
            Refused,
            "The server refused this: nobody who works on this computer may see such records. The change is kept \
             here; let somebody who may sign in with `nutrivault sync --user NAME`.",
        ),
        Code::WrongSecret => (
            Refused,
            "The server does not accept this password, which was changed elsewhere or never reached it. Nothing was \
             lost; sync, then sign in with the newer one.",
        ),
        Code::StaleBase => (
            Refused,
            "Somebody else changed this in the meantime. Nothing was lost; sync, look at it, and do it again.",
        ),
        Code::Signed => (
            Refused,
            "The note is signed by now, and what is signed is not deleted. Nothing was lost; add an addendum, or \
             drop the deletion with `nutrivault refused drop`.",
        ),
        Code::Suspended => (
            Refused,
            "Whoever runs the server has suspended this clinic. Nothing was lost: work goes on here, and changes go \
             with the next sync once it is served again; ask them why.",
        ),
        Code::Undecided => (
            Refused,
            "This computer has written four versions that nobody has decided between. Nothing was lost: sync, decide \
             with `nutrivault conflicts`, then send it again.",
        ),
        Code::NotUnique => (
            Refused,
            "Another one has this name or e-mail already. Nothing was changed; choose another.",
        ),
        Code::Withdrawn => (
            Refused,
            "A person rejected or discarded this change, and that is final. Nothing was changed; enter it anew if \
             it is right after all.",
        ),
        Code::LastAdmin => (
            Refused,
            "The clinic would be left without an admin. Nothing was changed; make another admin first with \
             `nutrivault user add --role Admin`.",
        ),
        Code::LastRole => (
            Refused,
            "A user would be left without a role, since another admin has ended their other one. Nothing was changed; \
             sync, then look with `nutrivault user list`. Who should have none is deactivated with `nutrivault user \
             deactivate`.",
        ),
        Code::NotSeconded => (
            Refused,
            "Nobody else has signed this who may: the recovery key signs, or another admin, and two admins only where \
             both have been admins with the same keys for thirty days. Nothing was erased; use the recovery key.",
        ),
        Code::Purged => (
            Refused,
            "The patient was erased for good, here with the next sync, and nothing is recorded about them any more. \
             Nothing else was changed.",
        ),
        Code::ForkDetected => (
            NeedsPerson,
            "The server holds another history of this computer: its file was copied or restored outside of \
             NutriVault. Nothing was lost: make a backup of this one with `nutrivault backup create`, and bring it \
             back in an empty folder with `nutrivault backup restore`; that is a computer of its own, which sends the \
             changes of this one.",
        ),
        Code::VersionUnsupported => (
            Refused,
            "This program and the server are too far apart in age to understand each other. Nothing was lost; update \
             the older one.",
        ),
        Code::Unauthenticated => (
            Refused,
            "The server does not accept the proof of this computer. Nothing was lost; check its clock, then sync \
             again.",
        ),
        Code::Busy | Code::Internal => (
            Unreachable,
            "The server is there but cannot work at present. Nothing was lost: changes stay on this computer and go \
             with the next sync; try again in a while.",
        ),
        other => return unforeseen(other),
    };
    Problem::new(status, code.as_str(), sentence)
}

/// Words a refusal about a change in review: it is only at the server, and stays there after a refusal.
pub fn of_review(error: ::host::Error) -> Problem {
    match error {
        ::host::Error::Server(Error::Refused(code)) => of_review_code(code),
        ::host::Error::Clinic(::clinic::Error::NotFound(_)) => of_review_code(Code::NotFound),
        error => error.into(),
    }
}

fn of_review_code(code: Code) -> Problem {
    use Status::{Refused, Unreachable};
    let (status, sentence) = match code {
        Code::NotFound => (
            Refused,
            "Nothing with this id waits at the server for a review. Nothing was changed; `nutrivault review list` \
             shows what does.",
        ),
        Code::AlreadyWritten => (
            Refused,
            "This change was admitted before and is in the records. Nothing was changed; `nutrivault sync` brings it \
             here.",
        ),
        Code::Withdrawn => (
            Refused,
            "This change was rejected or discarded before, and that is final. Nothing was changed; enter it anew if \
             it is right after all.",
        ),
        Code::OutOfScope => (
            Refused,
            "The server gives this change to computers alone at which somebody works who may open it. Nothing was \
             changed, and it still waits for a review; decide on it at such a computer.",
        ),
        Code::MissingRight | Code::NotAdmin => (
            Refused,
            "You lack a right that this decision needs. Nothing was changed, and it still waits for a review; an \
             admin sees with `nutrivault rights` whose role has the rights to what it writes.",
        ),
        Code::BadSignature => (
            Refused,
            "The server does not accept the signature: the key of the change's author was given up, or yours was \
             replaced. Nothing was changed, and it still waits for a review; sync, sign in anew and try once more, \
             else reject it.",
        ),
        Code::MissingReference => (
            Refused,
            "This change builds on another that is not in the records. Nothing was changed, and it still waits for a \
             review; admit first what stands before it in `nutrivault review list`. Where that was rejected, this one \
             is never taken: reject it, too, and enter anew what is right in it.",
        ),
        Code::Busy | Code::Internal => (
            Unreachable,
            "The server is there but cannot work at present. Nothing was decided, and the change still waits for a \
             review; try again in a while.",
        ),
        Code::DeviceRevoked
        | Code::WrongTenant
        | Code::Suspended
        | Code::Unauthenticated
        | Code::VersionUnsupported => return of_code(code),
        other => {
            let name = other.as_str();
            return Problem::refused(
                name,
                format!(
                    "The records do not take this change as they are now ({name}). Nothing was changed, and it still \
                     waits for a review; reject it, and enter anew what is right in it."
                ),
            );
        }
    };
    Problem::new(status, code.as_str(), sentence)
}

fn unforeseen(code: Code) -> Problem {
    let name = code.as_str();
    Problem::refused(
        name,
        format!(
            "The server refused what this computer sent ({name}). Nothing was lost: it is kept here and listed by \
             `nutrivault status`; when it comes back, send this sentence to support."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_connection_has_a_status_a_code_and_a_sentence() {
        for (refusal, status, code) in [
            (Error::Unreachable, Status::Unreachable, "unreachable"),
            (Error::NotOurs, Status::Refused, "not_our_server"),
            (Error::OtherServer, Status::Refused, "other_server"),
            (Error::WrongClinic, Status::Refused, "wrong_clinic"),
            (Error::TooOld, Status::Refused, "too_old"),
            (Error::PlainHttp, Status::Refused, "plain_http"),
            (Error::Address, Status::Usage, "address"),
            (
                Error::Refused(Code::CodeUnknown),
                Status::Refused,
                "code_unknown",
            ),
            (Error::Refused(Code::CodeUsed), Status::Refused, "code_used"),
            (
                Error::Refused(Code::CodeExpired),
                Status::Refused,
                "code_expired",
            ),
            (Error::Refused(Code::Busy), Status::Unreachable, "busy"),
        ] {
            let problem = of_refusal(&refusal);
            assert_eq!((problem.status, problem.code), (status, code));
            let assurances = [
                "Nothing was lost",
                "Nothing was changed",
                "Nothing was sent",
            ];
            assert!(
                assurances.iter().any(|part| problem.message.contains(part)),
                "{}",
                problem.message
            );
        }
    }

    #[test]
    fn every_code_of_the_contract_has_a_sentence() {
        for code in Code::ALL {
            let problem = of_code(*code);
            assert_eq!(problem.code, code.as_str());
            assert!(problem.message.ends_with('.'));
        }
    }

    /// A change in review was never on this computer, so no sentence may say that it is kept here.
    #[test]
    fn no_refusal_of_a_review_claims_the_change_for_this_computer() {
        for code in Code::ALL {
            let problem = of_review(::host::Error::Server(Error::Refused(*code)));
            let message = &problem.message;
            assert_eq!(problem.code, code.as_str());
            let untrue = [
                "kept here",
                "kept on this computer",
                "when there is",
                "stay on this computer",
            ];
            assert!(
                untrue.iter().all(|part| !message.contains(part)),
                "{message}"
            );
        }
        let missing = of_review(::host::Error::Server(Error::Refused(
            Code::MissingReference,
        )));
        assert!(
            missing
                .message
                .contains("admit first what stands before it")
        );
        // what was rejected stands in the list no more
        assert!(missing.message.contains("Where that was rejected"));
    }
}
