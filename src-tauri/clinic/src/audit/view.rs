//! What the screens see of the audit trail.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::patients::view::PatientName;
use crate::view::{At, Id};

/// None leaves a question open. `before` is the `next` of the page before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditQuery {
    pub user_id: Option<Id>,
    pub patient_id: Option<Id>,
    pub action: Option<String>,
    pub from: Option<At>,
    pub until: Option<At>,
    pub before: Option<String>,
    pub limit: u32,
}

/// `is_closed`: there is more to the entry than this user can open; then `remark` and `changes` are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    pub number: u32,
    pub at: At,
    pub who: Option<String>,
    pub action: String,
    pub resource: String,
    pub resource_id: Option<Id>,
    pub patient: Option<PatientName>,
    pub outcome: String,
    pub severity: String,
    pub remark: String,
    pub changes: Vec<AuditChange>,
    pub is_closed: bool,
    /// Whoever it names opened its session with their own key; otherwise that is the computer's word alone.
    pub is_vouched: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditChange {
    pub what: String,
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChainFault {
    Missing,
    Unlinked,
    Changed,
    CutTail,
}

/// `fault` and `at` name the first entry at which the chain breaks. Entries up to `acknowledged` are also the server's.
/// `device_only` name somebody who did not open their session with their own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainView {
    pub device_number: u32,
    pub entries: u32,
    pub acknowledged: u32,
    pub device_only: u32,
    pub fault: Option<ChainFault>,
    pub at: Option<u32>,
}
