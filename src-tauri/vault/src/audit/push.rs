//! Pushes the audit logs as stored; the server acknowledges the newest entry that it has of each.

use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::Wire;
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::{AuditAnswer, AuditEntry, AuditPush};
use sync_contract::statement;

use crate::error::{Error, Result};
use crate::store::columns;
use crate::store::device::{self, DeviceRow};
use crate::vault::Vault;

/// How long a log that the server did not take is left before it is sent again.
const PUT_OFF_MS: u64 = 60_000;

/// For so long the devices of a clinic send a server again what it lost.
const RESTORED_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Returns whether this device has taken another number since, as after a restoration of the server.
pub(crate) fn has_left_log(conn: &Connection, since_us: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("audit", "has_left_log"))?;
    Ok(statement.exists([since_us])?)
}

/// Returns the next page: first what is left of the logs of earlier numbers, one log a page.
pub(crate) fn next(vault: &Vault) -> Result<Option<AuditPush>> {
    let now_ms = vault.env.clock.now_ms();
    // whichever way the clock was set since
    let is_recent = |at_ms: &u64| now_ms.abs_diff(*at_ms) < PUT_OFF_MS;
    let put_off = vault.audit_put_off.iter().filter(|of| is_recent(of.1));
    let put_off: Vec<String> = put_off.map(|of| of.0.to_string()).collect();
    let put_off = format!("[{}]", put_off.join(","));
    let of_logs = page(&vault.conn, statement!("audit", "unsent_of_logs"), &put_off)?;
    let entries = match of_logs.is_empty() {
        true => page(&vault.conn, statement!("audit", "unsent"), &put_off)?,
        false => of_logs,
    };
    Ok((!entries.is_empty()).then_some(AuditPush { entries }))
}

/// Reads entries of the first log that the statement returns.
fn page(conn: &Connection, sql: &str, put_off: &str) -> Result<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([put_off])?;
    let (mut entries, mut bytes, mut log) = (Vec::<Vec<u8>>::new(), 0, None);
    while let Some(row) = rows.next()? {
        let device = columns::integer(row, 1)?.and_then(|device| u32::try_from(device).ok());
        // the server takes nothing that follows what another program edited
        let Some((entry, device)) = columns::bytes(row, 0)?.zip(device) else {
            break;
        };
        let entry = entry.to_vec();
        bytes += entry.len();
        let full = entries.len() == PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX;
        if !entries.is_empty() && (full || log != Some(device)) {
            break;
        }
        log = Some(device);
        entries.push(entry);
    }
    Ok(entries)
}

/// # Errors
/// `Forked` when the server's last entry is not ours.
pub(crate) fn apply_answer(
    vault: &mut Vault,
    page: &AuditPush,
    answer: &AuditAnswer,
) -> Result<()> {
    let log = log_of(page)?;
    let is_ours = answer.number == 0 || hash(vault, log, answer.number)? == Some(answer.hash);
    let is_present = log == DeviceRow::load(&vault.conn)?.number();
    vault.audit_put_off.remove(&log);
    let conn = &vault.conn;
    match (is_present, is_ours) {
        (true, false) => return Err(Error::Forked),
        (true, true) => device::change(conn, || {
            let sql = statement!("audit", "note_sent");
            conn.execute(sql, params![answer.number, answer.hash])?;
            Ok(())
        })?,
        (false, true) => {
            let sql = statement!("audit", "note_log_sent");
            conn.execute(sql, params![log, answer.number])?;
        }
        (false, false) => leave(conn, log)?,
    }
    Ok(())
}

/// The server never takes a page. Returns whether it is of a log that this device has left, which stays here.
pub(crate) fn refuse(vault: &mut Vault, page: &AuditPush) -> Result<bool> {
    let log = log_of(page)?;
    if log == DeviceRow::load(&vault.conn)?.number() {
        return Ok(false);
    }
    leave(&vault.conn, log)?;
    Ok(true)
}

/// Puts off a log whose page the server refuses for now: it is sent again later. Returns whether no warning is needed:
/// this device has just met a restored server, which explains the refusal of any of its logs; or a user has accepted or
/// restored the file of this log and knows that it ends there.
pub(crate) fn put_off(vault: &mut Vault, page: &AuditPush) -> Result<bool> {
    let log = log_of(page)?;
    tracing::warn!(
        log,
        "the server does not take an audit log of this device now"
    );
    let now_ms = vault.env.clock.now_ms();
    vault.audit_put_off.insert(log, now_ms);
    let since_us = vault.now_us()?.saturating_sub(RESTORED_US);
    Ok(has_left_log(&vault.conn, since_us)? || is_accepted(&vault.conn, log)?)
}

/// Returns whether this device left a log because a person accepted or restored the file.
fn is_accepted(conn: &Connection, log: u32) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("audit", "is_accepted_log"))?;
    Ok(statement.exists([log])?)
}

fn leave(conn: &Connection, log: u32) -> Result<()> {
    tracing::warn!(
        log,
        "the server does not take an earlier audit log of this device: it stays here"
    );
    conn.execute(statement!("audit", "end_log"), [log])?;
    Ok(())
}

/// The device number of the log that a page is of.
fn log_of(page: &AuditPush) -> Result<u32> {
    let first = page.entries.first().ok_or(Error::Damaged)?;
    Ok(AuditEntry::from_bytes(first)?.device_number)
}

fn hash(vault: &Vault, log: u32, number: u64) -> Result<Option<[u8; 32]>> {
    let sql = statement!("audit", "entry");
    let stored: Option<Vec<u8>> = vault
        .conn
        .query_row(sql, params![log, number], |row| row.get(0))
        .optional()?;
    let entry = stored.map(|bytes| AuditEntry::from_bytes(&bytes));
    Ok(entry.transpose()?.map(|entry| entry.chain_hash()))
}
