//! Pushes the audit log as stored; the server acknowledges the newest entry that it has.

use rusqlite::params;
use sync_contract::Wire;
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::{AuditAnswer, AuditEntry, AuditPush};
use sync_contract::statement;

use crate::error::{Error, Result};
use crate::store::device;
use crate::vault::Vault;

pub(crate) fn next(vault: &Vault) -> Result<Option<AuditPush>> {
    let mut statement = vault.conn.prepare_cached(statement!("audit", "unsent"))?;
    let mut rows = statement.query([])?;
    let (mut entries, mut bytes) = (Vec::<Vec<u8>>::new(), 0);
    while let Some(row) = rows.next()? {
        let entry: Vec<u8> = row.get(0)?;
        bytes += entry.len();
        let full = entries.len() == PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX;
        if full && !entries.is_empty() {
            break;
        }
        entries.push(entry);
    }
    Ok((!entries.is_empty()).then_some(AuditPush { entries }))
}

/// # Errors
/// `Forked` when the server's last entry is not ours.
pub(crate) fn apply_answer(vault: &mut Vault, answer: &AuditAnswer) -> Result<()> {
    if answer.number > 0 {
        let sql = statement!("audit", "own_entry");
        let stored = vault
            .conn
            .query_row(sql, [answer.number], |row| row.get::<_, Vec<u8>>(0));
        let entry = match stored {
            Err(rusqlite::Error::QueryReturnedNoRows) => return Err(Error::Forked),
            stored => AuditEntry::from_bytes(&stored?)?,
        };
        if entry.chain_hash() != answer.hash {
            return Err(Error::Forked);
        }
    }
    let conn = &vault.conn;
    device::change(conn, || {
        let sql = statement!("audit", "note_sent");
        conn.execute(sql, params![answer.number, answer.hash])?;
        Ok(())
    })
}
