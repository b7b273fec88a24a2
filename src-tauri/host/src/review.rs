//! Reviews what computers sent that were taken out of the clinic: the server keeps it until a person decides.

use clinic::Clinic;
use clinic::sync::review::{Fetched, admit, reject};
use clinic::view::Id;
use sync_client::ServerError;
use sync_contract::Code;
use sync_contract::messages::Verdict;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::program::Program;

/// What a person decides about a held change.
#[derive(Debug, Clone)]
pub enum ReviewDecision {
    Admit,
    /// For good, with the reason for the audit log.
    Reject(String),
}

/// Returns what waits at the server for a review, in the order in which it arrived.
///
/// # Errors
/// `NoServer`; those of the server: `MissingRight` where no user of this computer decides about changes.
pub async fn review_changes(program: &impl Program) -> Result<Vec<Fetched>> {
    let link = program.link().await?;
    let mut fetched = Vec::new();
    for listed in link.reviews().await? {
        let bytes = match link.review_fetch(listed.id).await {
            Ok(bytes) => Some(bytes),
            // another device's compartments
            Err(Error::Server(ServerError::Refused(Code::OutOfScope))) => None,
            // decided since it was listed
            Err(Error::Server(ServerError::Refused(Code::AlreadyWritten | Code::Withdrawn))) => {
                continue;
            }
            Err(error) => return Err(error),
        };
        fetched.push(Fetched { listed, bytes });
    }
    Ok(fetched)
}

/// Admits or rejects one held change, as the signed-in user. What was admitted comes with the next sync.
///
/// # Errors
/// `Forbidden`, `NotAdmissible`, `Invalid`; those of the server: `Withdrawn` or `AlreadyWritten` where another decided
/// otherwise meanwhile, and the code for which the change cannot be merged.
pub async fn decide(program: &impl Program, id: &Id, decision: ReviewDecision) -> Result<()> {
    let group: Uuid = id.to()?;
    let link = program.link().await?;
    let bytes = link.review_fetch(group).await?;
    let is_admitted = matches!(decision, ReviewDecision::Admit);
    let sign = move |clinic: &mut Clinic| {
        Ok(match decision {
            ReviewDecision::Admit => admit(clinic, &bytes)?,
            ReviewDecision::Reject(reason) => reject(clinic, &bytes, &reason)?,
        })
    };
    let call = program.clinic(sign).await?;
    let refused = match (link.review_decide(call).await, is_admitted) {
        (Ok(Verdict::Accepted { .. } | Verdict::Duplicate { .. }), true) => return Ok(()),
        (Ok(Verdict::Rejected(rejection)), false) if rejection.code == Code::Withdrawn => {
            return Ok(());
        }
        (Ok(Verdict::Rejected(rejection)), _) => refused(rejection.code),
        (Ok(Verdict::Deferred { code, .. }), _) => refused(code),
        (Ok(_), _) => refused(Code::Internal),
        (Err(error), _) => error,
    };
    if matches!(refused, Error::Server(ServerError::Refused(_))) {
        let note = move |clinic: &mut Clinic| Ok(clinic.unlocked().note_review_refused(group)?);
        program.clinic(note).await?;
    }
    Err(refused)
}

fn refused(code: Code) -> Error {
    ServerError::Refused(code).into()
}
