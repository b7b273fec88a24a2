//! One line of the outbox: a group as bytes, fixed at commit.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};
use sync_contract::dependents::named_rows;
use sync_contract::merge::released;
use sync_contract::statement;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::store::device;
use crate::store::rows::json;

/// What a write transaction writes, and when its rows change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum WriteKind {
    /// Rows of the clinic's daily work, applied at commit.
    Plain = 0,
    /// Admin-signed rows, applied at commit because the clinic has no server yet.
    AdminSigned = 1,
    /// Admin-signed rows that are applied when the server accepts them.
    AdminSignedPending = 2,
}

/// One line of the queue.
pub(crate) struct Queued {
    pub seq: i64,
    pub action: Uuid,
    pub kind: WriteKind,
    pub cells: usize,
    pub bytes: Vec<u8>,
    /// When it was queued once more, after the server had lost it.
    pub resent_at_us: Option<i64>,
}

impl Queued {
    /// Columns: seq, action, admin-signed, cells, bytes, when it was sent again.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            action: Uuid::from_bytes(row.get(1)?),
            kind: match row.get(2)? {
                0 => WriteKind::Plain,
                1 => WriteKind::AdminSigned,
                _ => WriteKind::AdminSignedPending,
            },
            cells: row.get(3)?,
            bytes: row.get(4)?,
            resent_at_us: row.get(5)?,
        })
    }

    pub(crate) fn group(&self) -> Result<Group> {
        Ok(Group::from_bytes(&self.bytes)?)
    }
}

/// Takes a line out of the queue. This device's row counts it, and the caller saves that in the same transaction.
pub(super) fn forget(conn: &Connection, seq: i64, group: &Group) -> Result<()> {
    let exists = |sql| -> Result<bool> {
        let mut statement = conn.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| row.get(0))?)
    };
    let mut is_alone = conn.prepare_cached(statement!("outbox", "is_alone"))?;
    if is_alone.query_row([seq], |row| row.get(0))? {
        // all rows at once: the cost of emptying the queue is part of every sync
        for sql in [
            statement!("outbox", "delete_all_rows"),
            statement!("outbox", "delete_all_references"),
        ] {
            conn.prepare_cached(sql)?.execute([])?;
        }
    } else {
        let ids = ids(group);
        conn.prepare_cached(statement!("outbox", "delete_rows"))?
            .execute(params![seq, ids])?;
        if exists(statement!("outbox", "any_references"))? {
            conn.prepare_cached(statement!("outbox", "delete_references"))?
                .execute(params![seq, ids])?;
        }
    }
    conn.prepare_cached(statement!("outbox", "delete"))?
        .execute([seq])?;
    device::note_queued(conn, -1)
}

/// Takes everything out of the queue, so many lines. The caller saves this device's row in the same transaction.
pub(super) fn forget_all(conn: &Connection, lines: usize) -> Result<()> {
    for sql in [
        statement!("outbox", "delete_all_rows"),
        statement!("outbox", "delete_all_references"),
        statement!("outbox", "shadow_delete_all"),
        statement!("outbox", "delete_all"),
    ] {
        conn.prepare_cached(sql)?.execute([])?;
    }
    device::note_queued(conn, -i64::try_from(lines).unwrap_or(i64::MAX))
}

/// The rows that a group writes, names or releases, each once, for a statement over all of them.
pub(super) fn ids(group: &Group) -> String {
    let mut rows = BTreeSet::new();
    for write in &group.writes {
        rows.insert(write.row);
        rows.extend(named_rows(write));
        rows.extend(released(write).map(|released| released.row));
    }
    json(rows.into_iter())
}

/// Decodes the bytes of a group.
pub(super) fn decode(bytes: &[u8]) -> Result<Group> {
    Ok(Group::from_bytes(bytes)?)
}
