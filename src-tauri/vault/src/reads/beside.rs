use rusqlite::Connection;

use super::stored_row::Stored;
use crate::error::Result;
use crate::queue::waiting::rows_sync;
use crate::stored::siblings_of_rows;

/// Adds to the rows of a list what stands beside them, by at most three statements.
pub(super) fn add<E>(conn: &Connection, entity: u16, rows: &mut [Stored<E>]) -> Result<()> {
    let sql = include_str!("../../queries/reads/beside_any.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let (has_siblings, waits): (bool, bool) =
        statement.query_row([entity], |line| Ok((line.get(0)?, line.get(1)?)))?;
    if has_siblings {
        let siblings = siblings_of_rows(conn, entity, rows.iter().map(Stored::row))?;
        for row in &mut *rows {
            if let Some(siblings) = siblings.get(&row.row()) {
                row.take_siblings(siblings);
            }
        }
    }
    if waits {
        let sync = rows_sync(conn, entity, rows.iter().map(Stored::row))?;
        for row in rows {
            row.sync = sync.get(&row.row()).copied().unwrap_or_default();
        }
    }
    Ok(())
}
