//! Whether this computer's file is the one that it wrote last. Needs no password and so no right.

use serde::Serialize;
use specta::Type;
use vault::{AnchorState, FileAlarm, FileState, Vault};

use crate::error::Result;

/// Why the file is not the one that this computer wrote last: another program edited what it says of this computer, an
/// older copy was put in its place, or the audit log is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FileAlarmView {
    Edited,
    Older,
    OtherAudit,
}

/// Whether the key store knows how far the file had come. Where it does not, an older copy goes unnoticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AnchorView {
    Stored,
    Missing,
    Unusable,
}

/// The file as a whole. An alarm locks nobody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FileStateView {
    pub alarm: Option<FileAlarmView>,
    pub anchor: AnchorView,
}

/// Compares the file with the key store of this computer.
///
/// # Errors
/// Those of the vault.
pub fn file_state(vault: &Vault) -> Result<FileStateView> {
    Ok(vault.file_state()?.into())
}

impl From<FileState> for FileStateView {
    fn from(state: FileState) -> Self {
        Self {
            alarm: state.alarm.map(|alarm| match alarm {
                FileAlarm::Edited => FileAlarmView::Edited,
                FileAlarm::Older => FileAlarmView::Older,
                FileAlarm::OtherAudit => FileAlarmView::OtherAudit,
            }),
            anchor: match state.anchor {
                AnchorState::Stored => AnchorView::Stored,
                AnchorState::Missing => AnchorView::Missing,
                AnchorState::Unusable => AnchorView::Unusable,
            },
        }
    }
}
