//! Alerts within the clinic: who is called where, how urgently, who has taken it on, and how far it was escalated.
//!
//! What an alert says is sealed with the key of `operations` and names no patient, so who is called to it needs no
//! chart.

pub mod answer;
mod escalation;
pub mod levels;
pub mod list;
pub mod raise;
mod sight;
pub mod timers;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::{At, Choice, Id};

pub use escalation::LEVEL_MAX;
pub use sync_contract::catalog::{AlertKind, AlertPriority, EscalationReason};

/// What an alert is called in an error.
const WHAT: &str = "alert";

/// How far an alert has come. One that has expired is resolved by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AlertState {
    Active,
    Acknowledged,
    Resolved,
    Cancelled,
}

/// When something was done, and by which user; by none where the clock did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertDeed {
    pub at: At,
    pub by: Option<String>,
}

/// `title` is empty where this user cannot decrypt it. `next_at` is when it is escalated next; `calls_you` whether its
/// level calls this user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertRow {
    pub id: Id,
    pub kind: AlertKind,
    pub priority: AlertPriority,
    pub title: String,
    pub facility: String,
    pub department: Option<String>,
    pub room: Option<String>,
    pub state: AlertState,
    pub raised: AlertDeed,
    pub acknowledged: Option<AlertDeed>,
    pub ended: Option<AlertDeed>,
    pub expires_at: Option<At>,
    pub level: u8,
    pub level_max: u8,
    pub next_at: Option<At>,
    pub calls_you: bool,
    /// Two computers changed it apart, and the conflict is open.
    pub is_contested: bool,
}

/// One step up; `by` is none for a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertStep {
    pub at: At,
    pub from: u8,
    pub to: u8,
    pub reason: EscalationReason,
    pub by: Option<String>,
    pub remark: String,
}

/// `remark` is why it was cancelled, or what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertView {
    #[serde(flatten)]
    pub row: AlertRow,
    pub description: String,
    pub remark: String,
    pub steps: Vec<AlertStep>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AlertPart {
    /// By priority, then the newest first.
    Open,
    /// Of the last thirty days, the newest first.
    Ended,
}

/// `limit` is 1 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertQuery {
    pub part: AlertPart,
    pub offset: u32,
    pub limit: u32,
}

/// `total` counts all that this user sees in the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertPage {
    pub rows: Vec<AlertRow>,
    pub total: u32,
}

/// What the window shows on every page: how many are open, and the critical ones that call this user and that no user
/// has taken on, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertWatch {
    pub open: u32,
    pub critical: Vec<AlertRow>,
}

/// Empty text is not recorded; without a facility it is the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertForm {
    pub kind: AlertKind,
    pub priority: AlertPriority,
    pub facility_id: Option<Id>,
    pub department_id: Option<Id>,
    pub room_id: Option<Id>,
    pub title: String,
    pub description: String,
    pub expires_at: Option<At>,
}

/// A facility in use with its departments and rooms in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertSite {
    pub id: Id,
    pub name: String,
    pub departments: Vec<Choice>,
    pub rooms: Vec<Choice>,
}

/// Where an alert can be; the user's own scope comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertSites {
    pub sites: Vec<AlertSite>,
    pub facility_id: Option<Id>,
    pub department_id: Option<Id>,
}
