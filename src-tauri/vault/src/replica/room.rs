//! Whether a page waits for the disk.

use rusqlite::Connection;
use sync_contract::messages::PullPage;

use crate::error::Result;

const NORMAL: i64 = 1;

/// A page of rows need not wait for the disk: its position is in the same transaction, so what a power cut takes back is
/// fetched once more. The log keeps its order, so it takes back the latest pages and nothing that a person was told
/// is kept: that was synced, and all that stood before it. What the server says to this device alone is forgotten there
/// as soon as it is heard, and waits.
pub(super) fn of_page(conn: &Connection, page: &PullPage) -> Result<()> {
    let synchronous = match page.control.is_empty() {
        true => "normal",
        false => "full",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    Ok(())
}

/// Brings the log to the file, synced, where a page of this connection did not wait. A reader may keep a part of it
/// back, which the next call brings.
pub(super) fn keep(conn: &Connection) -> Result<()> {
    let synchronous: i64 = conn.query_row("pragma synchronous", [], |row| row.get(0))?;
    if synchronous != NORMAL {
        return Ok(());
    }
    let is_whole = conn.query_row("pragma wal_checkpoint(passive)", [], |row| {
        // whoever is at it already may have begun before the last page came, and then says nothing of how much there is
        let is_busy: bool = row.get(0)?;
        let (in_log, in_file): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(!is_busy && in_log == in_file)
    })?;
    if is_whole {
        conn.pragma_update(None, "synchronous", "full")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::pull::{Control, ControlItem, Cursor};
    use uuid::Uuid;

    fn page(control: Vec<ControlItem>) -> PullPage {
        let cursor = Cursor::start(Uuid::nil());
        PullPage {
            control,
            rows: Vec::new(),
            cursor,
            head: cursor,
            fill: None,
        }
    }

    fn setting(conn: &Connection, name: &str) -> i64 {
        let sql = format!("pragma {name}");
        conn.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn only_what_would_be_fetched_again_is_written_without_waiting_for_the_disk() {
        let conn = Connection::open_in_memory().unwrap();
        let told = ControlItem {
            number: 1,
            control: Control::Revoked,
        };
        of_page(&conn, &page(Vec::new())).unwrap();
        assert_eq!(setting(&conn, "synchronous"), 1);
        of_page(&conn, &page(vec![told])).unwrap();
        assert_eq!(setting(&conn, "synchronous"), 2);
    }

    #[test]
    fn what_did_not_wait_is_in_the_file_once_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let conn = crate::vault::file::connect(&path, false).unwrap();
        conn.execute_batch("create table t (a)").unwrap();
        let in_file = || std::fs::metadata(&path).unwrap().len();
        let before = in_file();
        keep(&conn).unwrap();
        assert_eq!(in_file(), before, "nothing was written without waiting");

        of_page(&conn, &page(Vec::new())).unwrap();
        conn.execute_batch("insert into t values (1)").unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("begin; select * from t").unwrap();
        conn.execute_batch("insert into t values (2)").unwrap();
        keep(&conn).unwrap();
        assert_eq!(
            setting(&conn, "synchronous"),
            1,
            "a reader holds a part back"
        );
        drop(reader);
        keep(&conn).unwrap();
        assert!(in_file() > before);
        assert_eq!(setting(&conn, "synchronous"), 2);
    }

    #[test]
    fn what_did_not_wait_is_not_kept_while_somebody_else_brings_the_log_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let conn = crate::vault::file::connect(&path, false).unwrap();
        conn.execute_batch("create table t (a)").unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("begin; select * from t").unwrap();
        of_page(&conn, &page(Vec::new())).unwrap();
        conn.execute_batch("insert into t values (1)").unwrap();

        let mut other = Connection::open(&path).unwrap();
        let (told, hears) = std::sync::mpsc::channel();
        // it waits for the reader, and nobody else can do the same meanwhile
        let wait = move |_| {
            keep(&conn).unwrap();
            told.send(setting(&conn, "synchronous")).unwrap();
            false
        };
        other.busy_handler(Some(wait)).unwrap();
        let is_busy: bool = other
            .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))
            .unwrap();
        assert!(is_busy);
        assert_eq!(hears.recv().unwrap(), NORMAL);
    }
}
