//! Takes everything of the clinic off this device.

use rusqlite::Connection;

use crate::error::Result;

/// Freed pages are overwritten, and the file shrinks to what is left: who the device was, and its audit chain.
pub(crate) fn all(conn: &mut Connection) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "secure_delete", true)?;
    let transaction = conn.transaction()?;
    for table in tables(&transaction)? {
        transaction.execute(&format!("delete from {table}"), [])?;
    }
    transaction.commit()?;
    conn.execute_batch("vacuum")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(())
}

/// All but the few that stay: a table of a later version goes without being named here.
fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(include_str!("../../queries/replica/tables.sql"))?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
