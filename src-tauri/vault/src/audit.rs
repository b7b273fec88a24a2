//! The audit log: one signed chain per device, readable by the clear columns, its details sealed to the holders of
//! the audit key. Writing it needs no right and no password.

pub(crate) mod chain;
pub(crate) mod event;
pub(crate) mod push;
pub(crate) mod query;
pub(crate) mod record;
pub(crate) mod session;
pub(crate) mod verify;

pub use event::{Change, Detail, Event, Outcome, Severity};
pub use query::{AuditFilter, AuditLine};
pub use verify::{AuditFault, AuditReport};

#[cfg(test)]
mod tests;
