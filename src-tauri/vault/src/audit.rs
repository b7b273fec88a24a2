//! The audit trail: one signed chain per device, readable by the clear columns, its details sealed to whoever holds
//! the audit key. Writing it needs no right and no password.

mod append;
mod detail;
pub(crate) mod push;
mod query;
mod session;
mod verify;

pub(crate) use append::{append, sha256};
pub use detail::{Change, Detail};
pub use query::{AuditFilter, AuditLine};
pub(crate) use session::{AuditSession, newest_audit_key};
pub use verify::{AuditFault, AuditReport};

use sync_contract::messages::AuditEntry;
use uuid::Uuid;

/// Six years, the least that an entry is kept.
pub const RETENTION_US: i64 = 6 * 366 * 24 * 60 * 60 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    Failed,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::Failed => "FAILED",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Info,
    Notice,
    Warning,
}

impl Severity {
    const ALL: [Self; 3] = [Self::Info, Self::Notice, Self::Warning];

    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Notice => "NOTICE",
            Self::Warning => "WARNING",
        }
    }
}

/// The clear part of an entry: what is needed to find it without any key.
#[derive(Debug, Clone)]
pub struct Event {
    /// What was done, such as `sign note`.
    pub action: String,
    /// What it was done to: the name of an entity, `session`, `clinic`, ...
    pub resource: String,
    pub resource_id: Option<Uuid>,
    pub patient: Option<Uuid>,
    pub outcome: Outcome,
    pub severity: Severity,
}

impl Event {
    pub fn new(action: &str, resource: &str) -> Self {
        Self {
            action: action.to_owned(),
            resource: resource.to_owned(),
            resource_id: None,
            patient: None,
            outcome: Outcome::Done,
            severity: Severity::Info,
        }
    }

    pub fn of(mut self, resource_id: Uuid) -> Self {
        self.resource_id = Some(resource_id);
        self
    }

    pub fn about(mut self, patient: impl Into<Option<Uuid>>) -> Self {
        self.patient = patient.into();
        self
    }

    pub fn ended(mut self, outcome: Outcome, severity: Severity) -> Self {
        (self.outcome, self.severity) = (outcome, severity);
        self
    }

    /// What an entry says in the clear; none for a word that no event has.
    pub(crate) fn of_entry(entry: &AuditEntry) -> Option<Self> {
        let outcome = Outcome::ALL
            .into_iter()
            .find(|known| known.word() == entry.outcome)?;
        let severity = Severity::ALL
            .into_iter()
            .find(|known| known.word() == entry.severity)?;
        Some(Self {
            action: entry.action.clone(),
            resource: entry.resource.clone(),
            resource_id: entry.resource_id,
            patient: entry.patient,
            outcome,
            severity,
        })
    }

    /// An entry without its place in a chain.
    pub(crate) fn entry(
        self,
        at_us: i64,
        user: Option<Uuid>,
        session: u32,
        sealed: Vec<u8>,
    ) -> AuditEntry {
        AuditEntry {
            device_number: 0,
            number: 0,
            previous: [0; 32],
            at_us,
            user,
            session,
            action: self.action,
            resource: self.resource,
            resource_id: self.resource_id,
            patient: self.patient,
            outcome: self.outcome.word().to_owned(),
            severity: self.severity.word().to_owned(),
            retention_until_us: at_us.saturating_add(RETENTION_US),
            sealed,
            signature: [0; 64],
        }
    }
}

#[cfg(test)]
mod tests;
