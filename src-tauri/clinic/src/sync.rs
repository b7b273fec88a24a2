//! Sync state: unsent, refused and quarantined changes, and conflicts.

pub mod page;
pub mod rejected;
pub mod review;
pub mod status;

use serde::Serialize;
use specta::Type;
use sync_contract::Right;

use crate::Clinic;
use crate::devices::DeviceRow;
use crate::error::{Error, Result};
use crate::names::PatientName;
use crate::problem::ProblemCode;
use crate::view::{At, Id};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    NoServer,
    Synced,
    Sending,
    Waiting,
    Offline,
    NeedsYou,
}

/// `late`: offline beyond the clinic's own limit. `cause` says why the last attempt failed. `clock_ahead_minutes`: by
/// how much the clock of this computer is ahead of the server's, negative where it is behind; none where they agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatus {
    pub state: SyncState,
    pub waiting: u32,
    pub sent: u32,
    pub since: Option<At>,
    pub synced_at: Option<At>,
    pub late: bool,
    pub conflicts: u32,
    pub refused: u32,
    pub quarantined: u32,
    /// What waits at the server for a review, as this computer last pulled it.
    pub in_review: u32,
    pub cause: Option<ProblemCode>,
    pub clock_ahead_minutes: Option<i32>,
    /// By how much the server's clock has jumped ahead of what this computer expects; negative for one that fell
    /// behind. Its time is not taken until a person says that it is right.
    pub server_jump_minutes: Option<i32>,
    /// By how much the changes of this computer are dated ahead of its present time, where there is no server: its
    /// clock had run ahead, or is behind now. None where they are not, or once an admin has said that it is right.
    pub changes_ahead_minutes: Option<i32>,
    /// Since the program runs, the server was restored from an older backup: it gets again what it lacked.
    pub server_restored: bool,
    /// When this computer met a server that was restored from an older backup: what others had sent that since the
    /// backup may be on this computer alone.
    pub server_restored_at: Option<At>,
    /// Since the program runs, this computer has taken another number: its clock had run ahead, or a copy was met.
    pub renumbered: bool,
    /// Not everything that this user may open has come to this computer: what is listed may lack some of it.
    pub to_come: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingRow {
    pub patient: Option<PatientName>,
    pub changes: u32,
    pub since: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    pub group_id: Id,
    pub what: String,
    pub patient: Option<PatientName>,
    pub at: At,
    pub code: String,
    /// None where the server named no row.
    pub wrong: Option<RejectedAt>,
}

/// The cell and field of a rejected change, under the names that the audit log has for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RejectedAt {
    pub row: Option<Id>,
    /// Such as `patient.contact`; numbers for a cell that only a later version knows.
    pub cell: String,
    pub field: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuarantinedRow {
    pub what: String,
    pub reason: String,
    /// The sender, as the server names them: nothing proves it. None where that is not known.
    pub by: Option<String>,
    /// The number of their computer, and its name where its row is here.
    pub device: Option<String>,
    pub at: At,
}

/// A row with what an admin signed and a restored server does not take: it is tried again by hand alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NotCarriedRow {
    pub id: Id,
    pub what: String,
    /// The signer; none where that is not known here.
    pub by: Option<String>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportDetail {
    pub name: String,
    pub value: String,
}

/// `details` has no patient data: users copy it and send it to support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncPageView {
    pub status: SyncStatus,
    pub server_url: Option<String>,
    pub waiting: Vec<WaitingRow>,
    pub refused: Vec<RejectedRow>,
    pub quarantined: Vec<QuarantinedRow>,
    pub not_carried: Vec<NotCarriedRow>,
    pub devices: Vec<DeviceRow>,
    pub details: Vec<SupportDetail>,
}

/// Discards a refused change, so that the changes queued behind it are sent: its records show the server's values, and
/// its own stay in the audit log.
///
/// # Errors
/// `Forbidden` (needs `sync.run`, and `conflicts.resolve` for another user's change), `NotFound`, `BuiltOn` while other
/// changes build on what it created: those queued behind it are then refused, too, to be decided first.
pub fn discard(clinic: &mut Clinic, group: &Id) -> Result<()> {
    clinic.may(Right::SyncRun)?;
    let group = group.to()?;
    let refused = clinic.unlocked().vault().rejected()?;
    let author = refused.into_iter().find(|line| line.group_id == group);
    let author = author.ok_or(Error::NotFound("change"))?.author;
    if author != clinic.user().0 {
        clinic.may(Right::ConflictsResolve)?;
    }
    match clinic.unlocked_mut().discard(group) {
        Err(vault::Error::Reference) => Err(Error::BuiltOn),
        discarded => Ok(discarded?),
    }
}

/// Queues a refused change again.
///
/// # Errors
/// `Forbidden` (needs `sync.run`), `NotFound`.
pub fn send_again(clinic: &mut Clinic, group: &Id) -> Result<()> {
    clinic.may(Right::SyncRun)?;
    clinic.unlocked_mut().requeue(group.to()?)?;
    Ok(())
}
