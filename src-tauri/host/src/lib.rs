//! Runs one clinic on one machine for the program that shows it: opens, creates, connects, joins, signs in, syncs,
//! locks.
//!
//! Invariant: no rule of the clinic, no widget and no word for people. The window and the command line adapt the
//! functions of this crate, so that both take the same steps in the same order and fail with the same [`Error`].

mod address;
mod clinics;
mod connect;
mod create;
mod error;
mod file_watch;
mod invite;
mod join;
mod link;
mod machine;
mod online_write;
mod program;
mod review;
mod session;
mod sync_loop;

pub use address::ServerAddress;
pub use clinics::{clinic_folders, next_clinic_folder};
pub use connect::{ConnectStep, Connection, connect, connect_step};
pub use create::{create, save_recovery_key, test_recovery_key};
pub use error::{Error, Result};
pub use file_watch::{FileChange, FileWatch};
pub use invite::{Invitation, invite};
pub use join::{enrolment_code, join, join_device};
pub use link::{Link, after_sync};
pub use machine::{clock, device_name, environment, machine_name, open, reopen};
pub use online_write::{
    await_verdict, clear_queue, drained, end_online, name_overtaken_keys, strengthen_password,
    write_online,
};
pub use program::Program;
pub use review::{ReviewDecision, decide, review_changes};
pub use session::{NotSignedIn, lock, mend_versions, sign_in};
pub use sync_loop::{SyncEvent, SyncLoop};
