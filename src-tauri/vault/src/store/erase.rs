//! Takes everything of the clinic off this device.

use rusqlite::Connection;
use sync_contract::statement;

use crate::error::{Error, Result};

/// So much is taken from the free pages at once.
const BYTES_AT_ONCE: i64 = 32 * 1024 * 1024;

/// Erases all rows: freed pages are overwritten, and the file shrinks to the device's identity and its audit chain.
pub(crate) fn all(conn: &mut Connection) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "secure_delete", true)?;
    if let Err(error) = overwrite_free_pages(conn) {
        // a full disk must not prevent the erasure
        tracing::warn!(%error, "what was freed before is not overwritten");
    }
    let transaction = conn.transaction()?;
    for table in tables(&transaction)? {
        transaction.execute(&format!("delete from {table}"), [])?;
    }
    transaction.commit()?;
    // into the file, before its end is given back
    write_back(conn)?;
    conn.execute_batch("vacuum")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    write_back(conn)
}

/// Overwrites what was deleted, wherever it lay: in free pages, in the log, at the end of the file. Returns false where
/// another program reads the file, so that the log still has it: it is to be done once more.
pub(crate) fn overwrite_deleted(conn: &mut Connection) -> Result<bool> {
    conn.pragma_update(None, "secure_delete", true)?;
    if let Err(error) = overwrite_free_pages(conn) {
        // a full disk must not prevent the erasure
        tracing::warn!(%error, "what was freed before is not overwritten");
    }
    let vacuumed = conn.execute_batch("vacuum").map_err(Error::from);
    let checkpoint = "pragma wal_checkpoint(truncate)";
    let is_busy: bool = conn.query_row(checkpoint, [], |row| row.get(0))?;
    conn.pragma_update(None, "secure_delete", "fast")?;
    match vacuumed {
        Err(error @ (Error::InUse | Error::DiskFull)) => {
            tracing::warn!(%error, "what was deleted is overwritten later");
            Ok(false)
        }
        vacuumed => vacuumed.map(|()| !is_busy),
    }
}

/// Overwrites deleted data in free pages: each of them is allocated once more, for zeros.
fn overwrite_free_pages(conn: &mut Connection) -> Result<()> {
    let free: i64 = conn.query_row("pragma freelist_count", [], |row| row.get(0))?;
    let page_bytes: i64 = conn.query_row("pragma page_size", [], |row| row.get(0))?;
    let transaction = conn.transaction()?;
    transaction.execute_batch("create table free_pages (bytes blob)")?;
    let mut left = free * page_bytes;
    while left > 0 {
        let sql = statement!("replica", "overwrite_free_pages");
        transaction.execute(sql, [left.min(BYTES_AT_ONCE)])?;
        left -= BYTES_AT_ONCE;
    }
    transaction.execute_batch("drop table free_pages")?;
    transaction.commit()?;
    write_back(conn)
}

/// The log into the file, and the log away.
fn write_back(conn: &Connection) -> Result<()> {
    let is_busy: bool = conn.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    if is_busy {
        // another program reads for longer than this connection waits
        tracing::warn!("the log goes into the file later");
    }
    Ok(())
}

/// All but the few that stay: a table of a later version goes without being named here.
fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(statement!("replica", "tables"))?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;
    use crate::testing::Machine;
    use crate::testing::clinic;

    const NEEDLE: &[u8] = b"what was waiting and has been sent";

    fn has_needle(machine: &Machine) -> bool {
        let bytes = fs::read(machine.folder.join("vault.db")).unwrap();
        bytes.windows(NEEDLE.len()).any(|window| window == NEEDLE)
    }

    #[test]
    fn what_daily_work_left_in_free_pages_is_overwritten_where_it_lay() {
        let (machine, mut unlocked) = clinic();
        let conn = &mut unlocked.vault_mut().conn;
        conn.execute_batch("create table sent (bytes blob)")
            .unwrap();
        let bytes = NEEDLE.repeat(20_000);
        conn.execute("insert into sent values (?1)", [&bytes])
            .unwrap();
        conn.execute_batch("drop table sent").unwrap();
        write_back(conn).unwrap();
        assert!(has_needle(&machine));
        conn.pragma_update(None, "secure_delete", true).unwrap();
        overwrite_free_pages(conn).unwrap();
        assert!(!has_needle(&machine));
    }

    #[test]
    fn what_was_deleted_long_ago_is_overwritten_and_the_log_is_empty() {
        let (machine, mut unlocked) = clinic();
        let conn = &mut unlocked.vault_mut().conn;
        conn.execute_batch("create table sent (bytes blob)")
            .unwrap();
        let bytes = NEEDLE.repeat(20_000);
        conn.execute("insert into sent values (?1)", [&bytes])
            .unwrap();
        write_back(conn).unwrap();
        conn.execute_batch("drop table sent").unwrap();
        assert!(has_needle(&machine));
        assert!(overwrite_deleted(conn).unwrap());
        assert!(!has_needle(&machine));
        let log = fs::metadata(machine.folder.join("vault.db-wal")).unwrap();
        assert_eq!(log.len(), 0);
        // daily work goes on as before
        let sql = "pragma secure_delete";
        let secure: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(secure, 2);
    }

    #[test]
    fn no_row_stays_because_there_is_no_room_for_the_zeros() {
        let (_machine, mut unlocked) = clinic();
        let conn = &mut unlocked.vault_mut().conn;
        conn.execute_batch(
            "create table sent (bytes blob);
            insert into sent values (zeroblob(1000000));
            drop table sent;",
        )
        .unwrap();
        let number = |conn: &Connection, sql: &str| -> i64 {
            conn.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let pages = number(conn, "pragma page_count");
        // a few of the zeros lie outside of the free pages
        assert_eq!(
            number(conn, &format!("pragma max_page_count = {pages}")),
            pages
        );
        overwrite_free_pages(conn).unwrap_err();
        all(conn).unwrap();
        assert_eq!(number(conn, "select count(*) from users"), 0);
    }
}
