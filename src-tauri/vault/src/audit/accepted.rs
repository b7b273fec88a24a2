//! The logs that an admin accepted as they are, although entries were lost.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use sync_contract::statement;

use crate::error::Result;
use crate::store::{columns, row_tag};

/// What an admin accepted of a log.
pub(super) struct AcceptedLog {
    pub log: i64,
    pub number: u64,
    pub hash: [u8; 32],
    digest: [u8; 32],
}

impl AcceptedLog {
    /// Reads it, where the entries are still those that were accepted.
    pub fn intact(conn: &Connection, log: i64) -> Result<Option<Self>> {
        let mut statement = conn.prepare(statement!("audit", "accepted_log"))?;
        let accepted = statement.query_row([log], |row| {
            Ok(Self {
                log,
                number: row.get(0)?,
                hash: row.get(1)?,
                digest: row.get(2)?,
            })
        });
        let Some(accepted) = accepted.optional()? else {
            return Ok(None);
        };
        let is_intact = digest(conn, log, accepted.number)? == accepted.digest;
        Ok(is_intact.then_some(accepted))
    }

    /// Accepts the same entries after this program erased some of their bodies.
    pub fn accept_again(&self, conn: &Connection) -> Result<()> {
        accept(conn, self.log, self.number, self.hash)
    }
}

/// Returns all logs that are still what was accepted of them.
pub(super) fn intact_logs(conn: &Connection) -> Result<Vec<AcceptedLog>> {
    let mut statement = conn.prepare(statement!("audit", "accepted_logs"))?;
    let mut rows = statement.query([])?;
    let mut logs = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(log) = columns::integer(row, 0)? {
            logs.extend(AcceptedLog::intact(conn, log)?);
        }
    }
    Ok(logs)
}

/// Notes that a log counts as it is up to an entry, and that the next one follows `hash`.
pub(crate) fn accept(conn: &Connection, log: i64, number: u64, hash: [u8; 32]) -> Result<()> {
    let digest = digest(conn, log, number)?;
    let sql = statement!("audit", "accept_log");
    conn.execute(sql, params![log, number, hash, digest])?;
    Ok(())
}

/// Returns a hash of everything that the file has of a log up to an entry.
fn digest(conn: &Connection, log: i64, number: u64) -> Result<[u8; 32]> {
    let mut statement = conn.prepare(statement!("audit", "up_to"))?;
    let columns = statement.column_count();
    let mut rows = statement.query(params![log, number])?;
    let (mut hasher, mut stored) = (Sha256::new(), Vec::with_capacity(1024));
    while let Some(row) = rows.next()? {
        stored.clear();
        for column in 0..columns {
            row_tag::write(&mut stored, row.get_ref(column)?);
        }
        hasher.update(&stored);
    }
    Ok(hasher.finalize().into())
}
