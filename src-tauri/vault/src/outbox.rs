//! The outbox: groups as bytes, fixed at commit, with the server's last version of the rows that they write.
//!
//! Nothing that arrives later changes a group, and a locked device can carry it.

pub(crate) mod admin_signed;
pub(crate) mod edited;
pub(crate) mod enqueue;
pub(crate) mod erasure;
pub(crate) mod finish_erasure;
pub(crate) mod page;
pub(crate) mod queue;
pub(crate) mod read_versions;
pub(crate) mod rejected;
mod requeue;
mod send_left;
pub(crate) mod sent;
pub(crate) mod shadow;
pub(crate) mod show;
pub(crate) mod verdicts;
pub(crate) mod waiting;

pub use admin_signed::AdminSignedState;
pub use rejected::RejectedGroup;
pub use waiting::RowSync;

#[cfg(test)]
mod tests;
