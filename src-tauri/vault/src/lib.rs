//! Keeps rows sealed on this device and remembers every change in the same transaction.
//!
//! Invariant: everything that is written passes one write transaction (`Unlocked::write`), which commits rows, signed
//! groups and one audit entry together or not at all; no sealed field ever rests in the clear. There is no clinical
//! rule and no network here.
//!
//! Modules are listed from the bottom up: each names only modules that are listed before it, and files form no cycle.
//! A file imports an item from the file that defines it.

pub mod private;

pub mod crypto;
pub mod environment;
pub(crate) mod throttle;

pub mod error;

pub mod store;
pub(crate) mod verify;

pub(crate) mod audit_chain;

pub(crate) mod session;
pub(crate) mod vault;

pub(crate) mod unlocked;

pub mod audit;
pub mod outbox;
pub mod read;
pub mod search;
pub(crate) mod sign_in;
pub(crate) mod write;

mod accept;
pub mod drafts;
pub mod enrol;
pub mod erasures;
pub mod form_drafts;
pub mod migrate;
pub(crate) mod offers;
pub(crate) mod own_clock;
pub mod recover;
pub mod replica;
pub mod review;
pub mod setup;

pub mod backup;

#[cfg(any(test, feature = "testing"))]
pub mod sample;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use crypto::{
    grant, keys, keystore, memory, password, random, recovery, seal, sign, wiped, wrap,
};
pub use store::{columns, quarantine, schema};

pub use audit::{
    AuditFilter, AuditLine, AuditProblem, AuditReport, Detail, ErasedBodies, Event, NumberProof,
    OtherChain, Outcome, Severity,
};
pub use backup::{BackupReport, BackupWritten};
pub use drafts::{Draft, DraftLine};
pub use environment::{Environment, Moment, SystemClock, WallClock};
pub use erasures::{SecondSigner, SecondedOrders};
pub use error::{Error, Result};
pub use form_drafts::{FormDraft, FormKey};
pub use offers::Offer;
pub use outbox::{AdminSignedState, RejectedGroup, RowSync};
pub use read::{Deleted, Reader, Stored};
pub use session::Session;
pub use setup::{ClinicSetup, Founder};
pub use sign_in::code::NewCode;
pub use sign_in::lock_screen::LockScreenUser;
pub use sign_in::password::{NewKeys, StrongerPassword, WeakPassword};
pub use sign_in::{SignInError, folded_address, folded_name};
pub use store::damage::TableDamage;
pub use store::damage_log::Damage;
pub use store::file::SyncLock;
pub use store::waiting::PatientWaiting;
pub use throttle::{Throttle, Wait};
pub use unlocked::Unlocked;
pub use vault::Vault;
pub use vault::anchor::{AnchorState, FileAlarm, FileState};
pub use vault::lease::{LEASE_DAYS, LEASE_DAYS_MOST, Lease, LeaseEnd, lease_end};
pub use vault::senders::Sender;
pub use vault::server::ServerConnection;
pub use vault::settings::ClinicFacts;
pub use write::AdminSignedOutcome;
pub use write::carry::NotCarried;
pub use write::tx::WriteTx;
