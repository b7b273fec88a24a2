//! Takes every row of the clinic off this device.

use rusqlite::Connection;
use sync_contract::Catalog;

use crate::error::Result;

/// What a device keeps beside the catalog's tables and has no business with once it is revoked.
const OWN: [&str; 12] = [
    "cell_sides",
    "foreign_cells",
    "parked",
    "drafts",
    "queue_rows",
    "held_rows",
    "queue",
    "gated_actions",
    "fills",
    "scope",
    "read_log",
    "patient_changes",
];

/// Freed pages are overwritten, and the file shrinks to what is left: who it was, and its audit chain.
pub(super) fn all(conn: &mut Connection) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "secure_delete", true)?;
    let transaction = conn.transaction()?;
    let tables = Catalog::ALL.iter().map(|entity| entity.table).chain(OWN);
    for table in tables {
        transaction.execute(&format!("delete from {table}"), [])?;
    }
    transaction.commit()?;
    conn.execute_batch("vacuum")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(())
}
