use std::path::Path;

use rusqlite::Connection;
use sync_contract::Catalog;
use uuid::Uuid;

use crate::backup::check::Progress;
use crate::backup::format::Head;
use crate::backup::makers::Makers;
use crate::backup::{format, makers};
use crate::crypto::random::Random;
use crate::crypto::recovery::RecoveryKey;
use crate::error::{Error, Result};
use crate::private;
use crate::private::Scratch;
use crate::store::{file, schema};
use crate::vault::Vault;

/// The contents of a backup, which was opened to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    pub tenant: Uuid,
    /// Its name when the backup was made.
    pub clinic: String,
    /// Of the clinic's root key, for people to compare.
    pub fingerprint: String,
    pub created_at_us: i64,
    /// The user who made it ...
    pub author: String,
    /// ... at which computer.
    pub device: String,
    pub device_number: u32,
    pub vault_bytes: u64,
    /// Table and number of its rows.
    pub rows: Vec<(&'static str, u64)>,
    /// Groups that had not reached the server.
    pub waiting: u64,
    pub audit_entries: u64,
    /// Rows that are not what the clinic's devices wrote: the file was edited before the backup was made of it.
    pub altered: u64,
}

impl Vault {
    /// [`Vault::check_backup`] without progress reports.
    ///
    /// # Errors
    /// As there, and `AlteredRows`.
    pub fn verify_backup(path: &Path, recovery: &RecoveryKey) -> Result<BackupReport> {
        match Self::check_backup(path, recovery, &mut |_, _| {})? {
            report if report.altered == 0 => Ok(report),
            report => Err(Error::AlteredRows(report.altered)),
        }
    }

    /// Opens a backup to its last byte, proves whose it is, reads every page of the copy and checks every row by its
    /// tags and signatures, changing nothing. Sealed fields stay sealed.
    ///
    /// # Errors
    /// `BadBackup`, `ForgedBackup`, `Newer`, `Altered`, `NoPermission`, `DiskFull`.
    pub fn check_backup(
        path: &Path,
        recovery: &RecoveryKey,
        progress: Progress<'_>,
    ) -> Result<BackupReport> {
        let input = format::open(path)?;
        let name = Uuid::from_bytes(Random::from_system()?.bytes());
        private::sweep_scratch()?;
        let mut copy = Scratch::create(&name.simple().to_string())?;
        let head = format::read(input, recovery, copy.file())?;
        let (conn, makers) = proved_copy(&head, copy.path(), recovery)?;
        let verdict: String = conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::BadBackup);
        }
        let altered = makers::check_rows(&head, &conn, progress)?;
        let count = |table: &str| -> Result<u64> {
            let sql = format!("select count(*) from {table}");
            Ok(conn.query_row(&sql, [], |row| row.get(0))?)
        };
        let rows = Catalog::ALL
            .iter()
            .map(|entity| Ok((entity.table, count(entity.table)?)));
        Ok(BackupReport {
            tenant: head.tenant,
            clinic: makers.clinic,
            fingerprint: makers.fingerprint,
            author: makers.author,
            device: makers.device,
            device_number: head.device_number,
            created_at_us: head.created_at_us,
            vault_bytes: head.length,
            rows: rows.collect::<Result<_>>()?,
            waiting: count("queue")?,
            audit_entries: count("audit")?,
            altered: altered.rows,
        })
    }
}

/// Opens a decrypted copy once its origin is proved. Before that it is only read, over a connection that runs nothing
/// of the copy, such as triggers: an attacker can seal a file to the recovery key. A copy of an older program is then
/// migrated.
///
/// # Errors
/// `BadBackup`, `ForgedBackup`, `Newer`; `ForeignObjects` for a copy with a table, index, trigger or view that is not
/// ours, `Altered` for one that lacks one of ours.
pub(super) fn proved_copy(
    head: &Head,
    copy: &Path,
    recovery: &RecoveryKey,
) -> Result<(Connection, Makers)> {
    let conn = file::connect_to_read(copy)?;
    let application: i32 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
    if application != schema::APPLICATION_ID {
        return Err(Error::BadBackup);
    }
    let is_behind = schema::is_behind(&conn)?;
    schema::check_objects(&conn)?;
    let makers = makers::prove(head, &conn, recovery)?;
    if !is_behind {
        return Ok((conn, makers));
    }
    drop(conn);
    let mut conn = file::connect(copy, true)?;
    schema::up(&mut conn)?;
    Ok((conn, makers))
}
