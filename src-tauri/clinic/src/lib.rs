//! Knows what may be done to a patient's record, and by whom.
//!
//! Invariant: every operation names the right that it needs before it does anything else. There is no window, no SQL
//! text, no network and no system clock here; the vault keeps what is written, and time comes in from outside.

pub mod access;
pub mod age;
pub mod appointments;
pub mod clock;
pub mod conflicts;
pub mod demo;
pub mod error;
pub mod export;
pub mod fields;
pub mod measurements;
pub mod notes;
pub mod patients;
pub mod roles;
pub mod sync;
pub mod today;
pub mod users;
pub mod view;
pub mod visits;
mod words;

pub use access::Actor;
pub use clock::Clock;
pub use error::{Error, Failure, FailureCode, Reason, Result};
