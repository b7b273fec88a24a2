//! Views of the audit log.

use serde::{Deserialize, Serialize};
use specta::Type;
use vault::audit::{AuditProblem, Outcome, Severity};
use vault::{ErasedBodies, NumberProof, Vault};

use crate::error::Result;
use crate::file_state::FileStateView;
use crate::names::PatientName;
use crate::unresolved::DamageView;
use crate::view::{At, Id};

/// A field that is none does not filter. `before` is the `next` of the previous page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditQuery {
    pub user_id: Option<Id>,
    pub patient_id: Option<Id>,
    pub facility_id: Option<Id>,
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

/// `is_undecryptable`: the entry has content that this user cannot decrypt; then `remark` and `changes` are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// Under which number of a computer the entry was written: it counts its entries anew under each.
    pub device_number: u32,
    pub number: u32,
    pub at: At,
    pub who: Option<String>,
    /// Where the session worked, by its name; none of one that worked at all facilities.
    pub facility: Option<String>,
    pub action: String,
    pub resource: String,
    pub resource_id: Option<Id>,
    pub patient: Option<PatientName>,
    pub outcome: String,
    pub severity: String,
    /// The clinic retains the entry at least so long.
    pub retained_until: At,
    pub remark: String,
    pub changes: Vec<AuditChange>,
    pub is_undecryptable: bool,
    /// It changed records that this user may not read: `changes` has nothing of those.
    pub is_withheld: bool,
    /// The user proved this session with their own key; otherwise the device alone says who it was.
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

/// One entry in words. Its `changes` are in `cells`, of which `more` are not shown; `device` wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntryView {
    pub entry: AuditRow,
    pub device: String,
    pub session: u32,
    pub cells: Vec<ChangedCell>,
    pub more: u32,
}

/// `what` is a code: the entity and its cell, as `patient.contact`. Without fields where the difference has no words,
/// as for a key, with `is_withheld` where this user may not read the record, or with `is_left_out` where the action was
/// too large for its entry to repeat what its rows contain, or the row is of another patient than the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedCell {
    pub what: String,
    pub is_new: bool,
    pub is_left_out: bool,
    pub is_withheld: bool,
    pub fields: Vec<ChangedField>,
}

/// `name` is a code, and with `is_choice` the values are codes, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedField {
    pub name: String,
    pub is_choice: bool,
    pub before: ShownValue,
    pub after: ShownValue,
}

/// An empty value has no text; `is_sealed` has none because the user who acted lacked the key, so the audit log never
/// contained it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShownValue {
    pub text: Option<String>,
    pub is_sealed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChainProblem {
    Missing,
    Unlinked,
    Changed,
    CutTail,
}

/// The chain of an earlier number of this computer, or of one whose backup was restored here. While its computer's row
/// has not come, it is not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OtherChainView {
    pub device_number: u32,
    pub entries: u32,
    pub accepted_to: Option<u32>,
    pub is_checked: bool,
    pub fault: Option<ChainProblem>,
    pub at: Option<u32>,
}

/// Whether an admin signed the number under which this computer writes; `noRow` while its own row has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NumberView {
    Proved,
    NoRow,
    Other,
}

/// `fault` and `at` name the first entry at which the chain breaks; up to `accepted_to` an admin has accepted it as it
/// is, with a reason that is in the log. The server has acknowledged the entries up to
/// `acknowledged`. `device_only` counts entries of sessions that no user's own key has proved. `others` are chains of
/// other numbers; `records` counts, by kind, what of the file is not what was written or is in it no more; `erased` are
/// bodies that went with a patient; `is_clean` says that nothing of all this is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainView {
    pub device_number: u32,
    pub entries: u32,
    pub accepted_to: Option<u32>,
    pub acknowledged: u32,
    pub device_only: u32,
    pub fault: Option<ChainProblem>,
    pub at: Option<u32>,
    pub others: Vec<OtherChainView>,
    pub number: NumberView,
    pub file: FileStateView,
    pub records: Vec<DamageView>,
    pub erased: Vec<ErasedView>,
    pub is_clean: bool,
}

/// Bodies that were erased with a patient; without `patient_id` their entries name no patient. `is_ordered`: the order
/// is here, signed by two; without one, or where they had the key of a session, another program removed the bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErasedView {
    pub patient_id: Option<Id>,
    pub entries: u32,
    pub is_ordered: bool,
}

/// Verifies the hash chain of this device's audit log. Needs no password and so no right: it decrypts nothing and shows
/// no names.
pub fn verify(vault: &Vault) -> Result<ChainView> {
    let report = vault.verify_audit()?;
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let is_clean = report.is_clean();
    let others = report.others.into_iter().map(|chain| OtherChainView {
        device_number: chain.device_number,
        entries: small(chain.entries),
        accepted_to: chain.accepted_to.map(small),
        is_checked: chain.is_checked,
        fault: chain.fault.map(|(_, fault)| fault.into()),
        at: chain.fault.map(|(number, _)| small(number)),
    });
    Ok(ChainView {
        is_clean,
        others: others.collect(),
        number: match report.number {
            NumberProof::Proved => NumberView::Proved,
            NumberProof::NoRow => NumberView::NoRow,
            NumberProof::Other => NumberView::Other,
        },
        file: report.file.into(),
        records: report.records.iter().map(DamageView::of_table).collect(),
        erased: report.erased.iter().map(ErasedView::of).collect(),
        device_number: report.device_number,
        entries: small(report.entries),
        accepted_to: report.accepted_to.map(small),
        acknowledged: small(report.acknowledged),
        device_only: small(report.device_only),
        fault: report.fault.map(|(_, fault)| fault.into()),
        at: report.fault.map(|(number, _)| small(number)),
    })
}

impl ErasedView {
    fn of(bodies: &ErasedBodies) -> Self {
        Self {
            patient_id: bodies.patient.map(Id::of),
            entries: u32::try_from(bodies.entries).unwrap_or(u32::MAX),
            is_ordered: bodies.is_ordered,
        }
    }
}

impl From<AuditProblem> for ChainProblem {
    fn from(fault: AuditProblem) -> Self {
        match fault {
            AuditProblem::Missing => Self::Missing,
            AuditProblem::Unlinked => Self::Unlinked,
            AuditProblem::Changed => Self::Changed,
            AuditProblem::CutTail => Self::CutTail,
        }
    }
}
