//! What the screens see of where the data stands.

use serde::Serialize;
use specta::Type;

use crate::error::ProblemCode;
use crate::patients::view::PatientName;
use crate::view::{At, Id, ReadVersionToken};

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

/// `late`: offline beyond the clinic's own limit. `cause` says why the last attempt failed.
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
    pub cause: Option<ProblemCode>,
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
pub struct RefusedRow {
    pub group_id: Id,
    pub what: String,
    pub patient: Option<PatientName>,
    pub at: At,
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuarantinedRow {
    pub what: String,
    pub reason: String,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub number: u32,
    pub name: String,
    pub is_this: bool,
    pub last_seen: Option<At>,
    pub waiting: Option<u32>,
    pub version: Option<String>,
    pub revoked_at: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportDetail {
    pub name: String,
    pub value: String,
}

/// `details` holds no patient data: it is copied and sent to support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncPageView {
    pub status: SyncStatus,
    pub server_url: Option<String>,
    pub waiting: Vec<WaitingRow>,
    pub refused: Vec<RefusedRow>,
    pub quarantined: Vec<QuarantinedRow>,
    pub devices: Vec<DeviceRow>,
    pub details: Vec<SupportDetail>,
}
