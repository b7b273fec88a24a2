//! An entry of the audit log before it is signed: its clear columns and its sealed detail.

use sync_contract::messages::AuditEntry;
use sync_contract::value::{read_fields, write_fields};
use sync_contract::{Malformed, Reader, Value, Wire, Writer};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::audit_chain::retention::{RETENTION_YEARS_LEAST, years_us};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    Failed,
}

sync_contract::spelled! {
    Outcome { Done = "DONE", Refused = "REFUSED", Failed = "FAILED" }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Info,
    Notice,
    Warning,
}

sync_contract::spelled! {
    Severity { Info = "INFO", Notice = "NOTICE", Warning = "WARNING" }
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
    /// Where the session works: the vault fills it in.
    pub(crate) facility: Option<Uuid>,
    /// For how long the entry is retained at least: the vault fills it in.
    pub(crate) retention_us: i64,
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
            facility: None,
            retention_us: years_us(RETENTION_YEARS_LEAST),
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

    pub(crate) fn retained(mut self, retention_us: i64) -> Self {
        self.retention_us = retention_us;
        self
    }

    /// Returns the clear columns of an entry; `None` for an unknown outcome or severity.
    pub(crate) fn of_entry(entry: &AuditEntry) -> Option<Self> {
        let outcome = entry.outcome.parse().ok()?;
        let severity = entry.severity.parse().ok()?;
        Some(Self {
            action: entry.action.clone(),
            resource: entry.resource.clone(),
            resource_id: entry.resource_id,
            patient: entry.patient,
            facility: entry.facility,
            retention_us: entry.retention_until_us.saturating_sub(entry.at_us),
            outcome,
            severity,
        })
    }

    /// Returns an entry without its number in a chain.
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
            facility: self.facility,
            action: self.action,
            resource: self.resource,
            resource_id: self.resource_id,
            patient: self.patient,
            outcome: self.outcome.as_str().to_owned(),
            severity: self.severity.as_str().to_owned(),
            retention_until_us: at_us.saturating_add(self.retention_us),
            sealed,
            signature: [0; 64],
        }
    }
}

/// The sealed part of an entry: the values of its cells before and after.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// A reason, a search text, the name of a file: what may describe a person.
    pub remark: String,
    pub changes: Vec<Change>,
}

/// A remark may contain a name, so only its length is printed.
impl std::fmt::Debug for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail")
            .field("remark", &format_args!("{} bytes", self.remark.len()))
            .field("changes", &self.changes)
            .finish()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
    /// None for a cell that was not there.
    pub before: Option<Vec<(u16, Value)>>,
    /// Clear and sealed fields by number; none where an action is too large to repeat what its rows say. Both are none
    /// in a row of another patient than the one whom the entry names.
    pub after: Option<Vec<(u16, Value)>>,
}

/// With more values an import would write each twice more; rows and clocks are still listed.
const VALUES_MAX: usize = 2_000;

impl Detail {
    pub(crate) fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        let has_values = self.changes.len() <= VALUES_MAX;
        let mut writer = Writer::with_capacity(64 + self.changes.len().min(VALUES_MAX) * 320);
        writer.text(&self.remark);
        writer.list(&self.changes, |w, change| {
            w.u16(change.entity);
            w.uuid(change.row);
            w.u8(change.cell);
            let before = change.before.as_deref();
            let after = change
                .after
                .as_deref()
                .filter(|_| has_values || before.is_some());
            w.option(before, write_fields);
            w.option(after, write_fields);
        });
        Zeroizing::new(writer.finish())
    }

    pub(crate) fn from_plain(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let remark = String::read(&mut reader)?;
        let changes = reader.list(|r| {
            Ok(Change {
                entity: r.u16()?,
                row: r.uuid()?,
                cell: r.u8()?,
                before: r.option(read_fields)?,
                after: r.option(read_fields)?,
            })
        })?;
        reader.end()?;
        Ok(Self { remark, changes })
    }
}
