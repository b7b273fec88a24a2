//! The audit log of an open vault: recording what is no write of rows, listing, verifying and pushing it.
//!
//! Recording needs no right and no password.

pub(crate) mod accepted;
pub(crate) mod erased;
pub(crate) mod push;
pub(crate) mod query;
pub(crate) mod record;
pub(crate) mod verify;

pub use crate::audit_chain::event::{Change, Detail, Event, Outcome, Severity};
pub use crate::audit_chain::retention::{
    RETENTION_YEARS, RETENTION_YEARS_LEAST, RETENTION_YEARS_MOST,
};
pub use erased::ErasedBodies;
pub use query::{AuditFilter, AuditLine, EntryNumber};
pub use verify::{AuditProblem, AuditReport, NumberProof, OtherChain};

#[cfg(test)]
mod tests;
