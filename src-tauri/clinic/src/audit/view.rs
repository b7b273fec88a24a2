//! What the screens see of the audit log.

use serde::{Deserialize, Serialize};
use specta::Type;
use vault::Vault;
use vault::audit::{AuditFault, Outcome, Severity};

use crate::error::Result;
use crate::names::PatientName;
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
    pub outcome: Option<AuditOutcome>,
    pub severity: Option<AuditSeverity>,
    pub before: Option<String>,
    pub limit: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AuditOutcome {
    Done,
    Refused,
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AuditSeverity {
    Info,
    Notice,
    Warning,
}

impl From<AuditOutcome> for Outcome {
    fn from(outcome: AuditOutcome) -> Self {
        match outcome {
            AuditOutcome::Done => Self::Done,
            AuditOutcome::Refused => Self::Refused,
            AuditOutcome::Failed => Self::Failed,
        }
    }
}

impl From<AuditSeverity> for Severity {
    fn from(severity: AuditSeverity) -> Self {
        match severity {
            AuditSeverity::Info => Self::Info,
            AuditSeverity::Notice => Self::Notice,
            AuditSeverity::Warning => Self::Warning,
        }
    }
}

/// `is_undecryptable`: there is more to the entry than this user can open; then `remark` and `changes` are empty.
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
    pub is_undecryptable: bool,
    /// Whoever it names opened its session with their own key; otherwise that is the computer's word alone.
    pub is_endorsed: bool,
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

/// One entry in words. Its `changes` are left to `cells`, of which `more` are not shown; `device` made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntryView {
    pub entry: AuditRow,
    pub device: String,
    pub session: u32,
    pub cells: Vec<ChangedCell>,
    pub more: u32,
}

/// `what` is a code: the entity and its cell, as `patient.contact`. No fields: what differs cannot be told in words, as
/// a key, or with `is_left_out` an action was too large for its entry to repeat what its rows say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedCell {
    pub what: String,
    pub is_new: bool,
    pub is_left_out: bool,
    pub fields: Vec<ChangedField>,
}

/// `name` is a code, and with `is_choice` what is said is one, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedField {
    pub name: String,
    pub is_choice: bool,
    pub before: ShownValue,
    pub after: ShownValue,
}

/// Nothing has no text; `is_sealed` has none because whoever acted lacked the key, and so the trail never had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShownValue {
    pub text: Option<String>,
    pub is_sealed: bool,
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

/// Walks this device's chain. Needs no password and so no right: it opens nothing and shows nobody's name.
pub fn verify(vault: &Vault) -> Result<ChainView> {
    let report = vault.verify_audit()?;
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(ChainView {
        device_number: report.device_number,
        entries: small(report.entries),
        acknowledged: small(report.acknowledged),
        device_only: small(report.device_only),
        fault: report.fault.map(|(_, fault)| match fault {
            AuditFault::Missing => ChainFault::Missing,
            AuditFault::Unlinked => ChainFault::Unlinked,
            AuditFault::Changed => ChainFault::Changed,
            AuditFault::CutTail => ChainFault::CutTail,
        }),
        at: report.fault.map(|(number, _)| small(number)),
    })
}
