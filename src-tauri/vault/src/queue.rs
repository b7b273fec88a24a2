//! What waits to be sent: groups as bytes, fixed at commit, with what the server last had where they overwrote.
//!
//! Nothing that arrives later changes a group, and a locked device can carry it.

pub(crate) mod admin_signed;
pub(crate) mod apply;
pub(crate) mod enqueue;
pub(crate) mod images;
pub(crate) mod push;
pub(crate) mod refuse;
mod rejected;
pub(crate) mod waiting;

pub use admin_signed::AdminSignedState;
pub use rejected::RejectedGroup;
pub use waiting::{PatientWaiting, RowSync};

use rusqlite::Row;
use sync_contract::Group;
use sync_contract::Wire;
use uuid::Uuid;

use crate::error::Result;

/// How a group stands to the rows that it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Gate {
    /// Rows of the clinic's daily work, applied at commit.
    Open = 0,
    /// AdminSigned rows, applied at commit because the clinic has no server yet.
    Applied = 1,
    /// AdminSigned rows that are applied when the server accepts them.
    Pending = 2,
}

/// One line of the queue.
pub(crate) struct Queued {
    pub seq: i64,
    pub action: Uuid,
    pub gate: Gate,
    pub cells: usize,
    pub bytes: Vec<u8>,
}

impl Queued {
    /// Columns: seq, action, admin-signed, cells, bytes.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            action: Uuid::from_bytes(row.get(1)?),
            gate: match row.get(2)? {
                0 => Gate::Open,
                1 => Gate::Applied,
                _ => Gate::Pending,
            },
            cells: row.get(3)?,
            bytes: row.get(4)?,
        })
    }

    fn group(&self) -> Result<Group> {
        Ok(Group::from_bytes(&self.bytes)?)
    }
}

#[cfg(test)]
mod tests;
