use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use sync_contract::Catalog;
use uuid::Uuid;

use crate::backup::check::Progress;
use crate::backup::write::Temporary;
use crate::backup::{format, makers};
use crate::crypto::random::Random;
use crate::crypto::recovery::RecoveryKey;
use crate::error::{Error, Result};
use crate::private;
use crate::store::schema;
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
    /// Who asked for it ...
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
    /// `BadBackup`, `ForgedBackup`, `NoPermission`, `DiskFull`.
    pub fn check_backup(
        path: &Path,
        recovery: &RecoveryKey,
        progress: Progress<'_>,
    ) -> Result<BackupReport> {
        let input = BufReader::with_capacity(1 << 20, File::open(path)?);
        let name = Uuid::from_bytes(Random::from_system()?.bytes());
        let name = format!("nutrivault-verify-{}.tmp", name.simple());
        // anybody may write to that folder: what lies there under the name already is neither followed nor removed
        let path = std::env::temp_dir().join(name);
        let mut file = private::create(&path)?;
        let copy = Temporary(path);
        let head = format::read(input, recovery, &mut file)?;
        drop(file);
        let conn = Connection::open_with_flags(&copy.0, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let verdict: String = conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        let application: i32 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
        if verdict != "ok" || application != schema::APPLICATION_ID {
            return Err(Error::BadBackup);
        }
        let conn = up_to_date(&copy.0, conn)?;
        let (makers, altered) = makers::prove(&head, &conn, recovery, progress)?;
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

/// The rows of an older program are proved in the shape that this one knows.
pub(super) fn up_to_date(copy: &Path, conn: Connection) -> Result<Connection> {
    if !schema::is_behind(&conn)? {
        return Ok(conn);
    }
    drop(conn);
    let mut conn = Connection::open(copy)?;
    schema::up(&mut conn)?;
    Ok(conn)
}
