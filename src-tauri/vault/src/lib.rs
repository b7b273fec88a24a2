//! Keeps rows sealed on this device and remembers every change in the same transaction.
//!
//! Invariant: whatever is written passes one door (`Unlocked::write`), which commits rows, signed groups and one
//! audit entry together or not at all; no sealed field ever rests in the clear. There is no clinical rule and no
//! network here.

pub mod audit;
pub mod backup;
pub mod columns;
pub(crate) mod device;
pub mod door;
pub mod drafts;
pub mod enrol;
pub mod environment;
pub mod error;
#[cfg(any(test, feature = "filled"))]
pub mod filled;
pub mod grant;
pub mod keys;
pub mod keystore;
pub mod memory;
pub mod migrate;
pub mod password;
pub mod people;
pub mod private;
pub mod quarantined;
pub mod queue;
pub mod random;
pub mod reads;
pub mod recover;
pub mod recovery;
pub mod replica;
pub mod schema;
pub mod seal;
pub mod search;
pub mod session;
pub mod setup;
pub mod sign;
pub mod sign_in;
pub mod stored;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod unlocked;
pub(crate) mod vault;
pub(crate) mod verify;
pub mod wrap;

pub use audit::{
    AuditFault, AuditFilter, AuditLine, AuditReport, Detail, Event, Outcome, Severity,
};
pub use backup::{BackupReport, Written};
pub use door::Tx;
pub use drafts::{Draft, DraftLine};
pub use environment::{Environment, SystemClock, WallClock};
pub use error::{Error, Result};
pub use people::LockScreenUser;
pub use queue::{AdminSignedState, PatientWaiting, RejectedGroup, RowSync};
pub use reads::{Deleted, Reader, Stored};
pub use session::{NewKeys, Refused, Session};
pub use setup::{ClinicSetup, Founder, admin_role};
pub use unlocked::{AdminSignedOutcome, Unlocked};
pub use vault::{ClinicFacts, Connected, SyncLock, Vault};
