//! Knows what may be done to a patient's record, and by whom.
//!
//! Invariant: every operation names the right that it needs before it does anything else. There is no window, no SQL
//! text, no network and no system clock here; the vault keeps what is written, and time comes in from outside.

pub mod access;
pub mod age;
pub mod allergies;
pub mod appointments;
pub mod audit;
pub mod backup;
pub mod chart;
mod clinic;
pub mod clock;
pub mod conflicts;
pub mod contacts;
pub mod demo;
pub mod devices;
pub mod error;
pub mod export;
pub mod facilities;
pub mod fields;
pub mod locations;
pub mod lock_screen;
pub mod measurements;
pub mod names;
pub mod notes;
pub mod patients;
pub mod problem;
pub mod profile;
mod reads;
pub mod roles;
pub mod settings;
pub mod sync;
pub mod tenant;
pub mod today;
mod unresolved;
pub mod users;
pub mod view;
pub mod visits;
mod words;
pub mod working_hours;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use crate::access::Actor;
pub use crate::clinic::Clinic;
pub use crate::clock::Clock;
pub use crate::error::{Error, Reason, Result};
pub use crate::problem::{Problem, ProblemCode};
