use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use sync_contract::Catalog;
use uuid::Uuid;

use super::format;
use super::write::Temporary;
use crate::error::{Error, Result};
use crate::recovery::RecoveryKey;
use crate::schema;
use crate::vault::Vault;

/// What a backup holds, found by opening it to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    pub tenant: Uuid,
    pub created_at_us: i64,
    pub vault_bytes: u64,
    /// Table and number of its rows.
    pub rows: Vec<(&'static str, u64)>,
    /// Groups that had not reached the server.
    pub waiting: u64,
    pub audit_entries: u64,
}

impl Vault {
    /// Opens a backup to its last byte and reads every page of the copy, changing nothing. Sealed fields stay sealed.
    ///
    /// Errors: `BadBackup`, `NoPermission`, `DiskFull`.
    pub fn verify_backup(path: &Path, recovery: &RecoveryKey) -> Result<BackupReport> {
        let input = BufReader::with_capacity(1 << 20, File::open(path)?);
        let name = format!("nutrivault-verify-{}.tmp", std::process::id());
        let copy = Temporary(std::env::temp_dir().join(name));
        let mut file = File::create(&copy.0)?;
        let head = format::read(input, recovery, &mut file)?;
        drop(file);
        let conn = Connection::open_with_flags(&copy.0, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let verdict: String = conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        let application: i32 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
        if verdict != "ok" || application != schema::APPLICATION_ID {
            return Err(Error::BadBackup);
        }
        schema::is_behind(&conn)?;
        let count = |table: &str| -> Result<u64> {
            let sql = format!("select count(*) from {table}");
            Ok(conn.query_row(&sql, [], |row| row.get(0))?)
        };
        let rows = Catalog::ALL
            .iter()
            .map(|entity| Ok((entity.table, count(entity.table)?)));
        Ok(BackupReport {
            tenant: head.tenant,
            created_at_us: head.created_at_us,
            vault_bytes: head.length,
            rows: rows.collect::<Result<_>>()?,
            waiting: count("queue")?,
            audit_entries: count("audit")?,
        })
    }
}
