//! The fsync policy for pulled pages.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use rusqlite::Connection;
use sync_contract::messages::PullPage;

use crate::error::Result;
use crate::private;

const NORMAL: i64 = 1;

/// A page of rows is committed without fsync: its position is in the same transaction, so what a power cut undoes is
/// pulled once more. The log is ordered, so only the latest pages are lost and nothing that was shown as stored: that
/// was synced with all before it. The server forgets control items for this device as soon as they are acknowledged, so
/// a page with any is committed with fsync.
pub(super) fn of_page(conn: &Connection, page: &PullPage) -> Result<()> {
    let synchronous = match page.control.is_empty() {
        true => "normal",
        false => "full",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    Ok(())
}

/// Syncs the pages that this connection committed without fsync.
pub(super) fn sync_log(conn: &Connection, log: &Path) -> Result<()> {
    sync_where_due(conn, log, sync)
}

fn sync_where_due(
    conn: &Connection,
    log: &Path,
    sync: impl Fn(&Path) -> io::Result<()>,
) -> Result<()> {
    let synchronous: i64 = conn.query_row("pragma synchronous", [], |row| row.get(0))?;
    if synchronous != NORMAL {
        return Ok(());
    }
    // the log itself: SQLite syncs it with a checkpoint only, and a reader may block that
    sync(log)?;
    conn.pragma_update(None, "synchronous", "full")?;
    Ok(())
}

/// The log is there as long as a connection is open.
fn sync(log: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(log)?.sync_all()?;
    private::sync_folder(log.parent().unwrap_or(Path::new(".")))
}

/// Checkpoints the log of a bootstrap, so that the next action does not pay for it.
pub(super) fn after_bootstrap(conn: &Connection) -> Result<()> {
    conn.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::cell::RefCell;
    use sync_contract::pull::{Control, ControlItem, Cursor};
    use uuid::Uuid;

    fn page(control: Vec<ControlItem>) -> PullPage {
        let cursor = Cursor::start(Uuid::nil());
        PullPage {
            control,
            rows: Vec::new(),
            cursor,
            head: cursor,
            bootstrap: None,
        }
    }

    fn setting(conn: &Connection, name: &str) -> i64 {
        let sql = format!("pragma {name}");
        conn.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn only_what_would_be_fetched_again_is_committed_without_fsync() {
        let conn = Connection::open_in_memory().unwrap();
        let revocation = ControlItem {
            number: 1,
            control: Control::Revoked,
        };
        of_page(&conn, &page(Vec::new())).unwrap();
        assert_eq!(setting(&conn, "synchronous"), 1);
        of_page(&conn, &page(vec![revocation])).unwrap();
        assert_eq!(setting(&conn, "synchronous"), 2);
    }

    #[test]
    fn the_log_is_synced_once_for_all_pages_despite_a_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let conn = crate::store::file::connect(&path, false).unwrap();
        conn.execute_batch("create table t (a)").unwrap();
        let log = folder.path().join("file-wal");
        let synced = RefCell::new(Vec::new());
        let sync_log = || {
            let noted = |log: &Path| {
                synced.borrow_mut().push(());
                sync(log)
            };
            sync_where_due(&conn, &log, noted).unwrap();
            synced.take().len()
        };
        assert_eq!(sync_log(), 0, "everything waited");
        // a reader from before, between and after: at none of them a checkpoint would bring everything
        let reader = Connection::open(&path).unwrap();
        for at in 0..3 {
            of_page(&conn, &page(Vec::new())).unwrap();
            conn.execute("insert into t values (?)", [at]).unwrap();
            assert_eq!(sync_log(), 1);
            assert_eq!(sync_log(), 0, "once");
            after_bootstrap(&conn).unwrap();
            if at == 0 {
                reader.execute_batch("begin; select * from t").unwrap();
            }
        }
        assert_eq!(setting(&conn, "synchronous"), 2);
    }

    #[test]
    fn what_cannot_be_synced_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let conn = crate::store::file::connect(&path, false).unwrap();
        of_page(&conn, &page(Vec::new())).unwrap();
        let full = |_: &Path| Err(io::ErrorKind::StorageFull.into());
        assert!(sync_where_due(&conn, &path, full).is_err());
        assert_eq!(setting(&conn, "synchronous"), NORMAL);
    }
}
