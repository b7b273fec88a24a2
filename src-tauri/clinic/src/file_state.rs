//! Whether this computer's file is the one that it wrote last, which needs no password and so no right; and the
//! decision of an admin that it is.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use vault::{AnchorState, FileAlarm, FileState, Vault};

use crate::error::Result;
use crate::unresolved::DamageView;
use crate::{Clinic, fields};

/// Why the file is not the one that this computer wrote last: another program edited what it says of this computer, an
/// older copy was put in its place, the audit log is another one, changes that waited for the server are gone from the
/// queue, or the key store knows no more how far it had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FileAlarmView {
    Edited,
    Older,
    OtherAudit,
    LostChanges,
    NoAnchor,
}

/// Whether the key store knows how far the file had come. Where it does not, an older copy goes unnoticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AnchorView {
    Stored,
    Missing,
    Unusable,
}

/// The state of the vault's file. An alarm blocks no sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FileStateView {
    pub alarm: Option<FileAlarmView>,
    /// The admin-signed actions among the lost changes, such as `add role`, for an admin to repeat. An empty name is
    /// one that is lost, too.
    pub lost_actions: Vec<String>,
    /// Of an edited file: the kinds of records that are missing together with their counts, at least so many of each.
    pub missing: Vec<DamageView>,
    pub anchor: AnchorView,
    /// Nothing more is saved until there is room again; reading goes on.
    pub is_disk_full: bool,
}

/// Compares the file with the key store of this computer.
///
/// # Errors
/// Those of the vault.
pub fn file_state(vault: &Vault) -> Result<FileStateView> {
    Ok(vault.file_state()?.into())
}

/// Ends the alarm of a file that is not the one that this computer wrote last: an admin knows why and goes on from it
/// as it is. Returns the alarm, none where there was none.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`, and to be an admin), `Invalid` without a reason.
pub fn accept(clinic: &mut Clinic, reason: &str) -> Result<Option<FileAlarmView>> {
    clinic.may(Right::DevicesManage)?;
    let reason = fields::required::<255>(reason, "reason")?;
    let ended = clinic.unlocked_mut().accept_file(&reason);
    if let Err(vault::Error::NotAdmin) = ended {
        clinic.log_refused("accept file", "session")?;
    }
    Ok(ended?.map(Into::into))
}

impl From<FileAlarm> for FileAlarmView {
    fn from(alarm: FileAlarm) -> Self {
        match alarm {
            FileAlarm::Edited => Self::Edited,
            FileAlarm::Older => Self::Older,
            FileAlarm::OtherAudit => Self::OtherAudit,
            FileAlarm::LostChanges => Self::LostChanges,
            FileAlarm::NoAnchor => Self::NoAnchor,
        }
    }
}

impl From<FileState> for FileStateView {
    fn from(state: FileState) -> Self {
        Self {
            alarm: state.alarm.map(Into::into),
            lost_actions: state.lost_actions,
            missing: state.missing.iter().map(DamageView::of_table).collect(),
            anchor: match state.anchor {
                AnchorState::Stored => AnchorView::Stored,
                AnchorState::Missing => AnchorView::Missing,
                AnchorState::Unusable => AnchorView::Unusable,
            },
            is_disk_full: state.is_disk_full,
        }
    }
}
