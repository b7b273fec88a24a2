//! What of a row waits in the queue.

use rusqlite::{Connection, params};
use sync_contract::service::Waiting;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use super::merge::WaitingWrite;
use crate::error::Result;

pub(super) fn counts(conn: &Connection) -> Result<Waiting> {
    let sql = include_str!("../../queries/replica/waiting.sql");
    Ok(conn.query_row(sql, [], |row| {
        Ok(Waiting {
            groups: row.get(0)?,
            cells: row.get(1)?,
            audit_entries: row.get(2)?,
            rejected: row.get(3)?,
            quarantined: row.get(4)?,
            conflicts: row.get(5)?,
        })
    })?)
}

/// The writes to a row that are shown here and not judged yet, in the order of their making.
pub(super) fn writes(conn: &Connection, entity: u16, row: Uuid) -> Result<Vec<WaitingWrite>> {
    let sql = include_str!("../../queries/replica/waiting_groups.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![entity, row.as_bytes()])?;
    let mut writes = Vec::new();
    while let Some(found) = rows.next()? {
        let group = Group::from_bytes(found.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        let of_row = group
            .writes
            .into_iter()
            .filter(|write| (write.entity, write.row) == (entity, row));
        writes.extend(of_row.map(|write| WaitingWrite {
            cell: write.state.cell,
            clock: write.state.clock,
            base: write.base,
        }));
    }
    Ok(writes)
}
