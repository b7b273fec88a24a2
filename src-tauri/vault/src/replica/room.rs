//! Whether a page waits for the disk.

use rusqlite::Connection;
use sync_contract::messages::Pull;

use crate::error::Result;

/// A page of a fill need not wait for the disk: its position is in the same transaction, so what a power cut takes back
/// is fetched once more. The log keeps its order, so it takes back the latest pages and nothing that a person was told
/// is kept: that was synced, and all that stood before it.
pub(super) fn of_page(conn: &Connection, pull: &Pull) -> Result<()> {
    let synchronous = match pull.fill {
        Some(_) => "normal",
        None => "full",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    Ok(())
}

/// Brings a fill's log to the file, synced, so that nobody's next action pays for that.
pub(super) fn after_fill(conn: &Connection) -> Result<()> {
    conn.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::pull::{Cursor, FillClass, FillToken};
    use uuid::Uuid;

    #[test]
    fn only_what_would_be_fetched_again_is_written_without_waiting_for_the_disk() {
        let conn = Connection::open_in_memory().unwrap();
        let setting = |name: &str| -> i64 {
            let sql = format!("pragma {name}");
            conn.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let tail = Pull {
            cursor: None,
            fill: None,
            control_seen: 0,
            rows_max: 10,
        };
        let fill = Pull {
            fill: Some(FillToken {
                number: 1,
                head: Cursor::start(Uuid::nil()),
                today: 0,
                compartments: Vec::new(),
                class: FillClass::Identities,
                after: None,
            }),
            ..tail.clone()
        };
        of_page(&conn, &fill).unwrap();
        assert_eq!(setting("synchronous"), 1);
        of_page(&conn, &tail).unwrap();
        assert_eq!(setting("synchronous"), 2);
    }
}
