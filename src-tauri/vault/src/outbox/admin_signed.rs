//! Changes of staff, roles, keys and devices once there is a server: they count when it has accepted them.

use std::ops::RangeInclusive;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::messages::AuditEntry;
use sync_contract::statement;
use sync_contract::{Code, Wire};
use uuid::Uuid;

use crate::audit_chain;
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::seal::frame::Form;
use crate::error::{Error, Result};
use crate::outbox::queue::{Queued, WriteKind, decode, forget, forget_unread};
use crate::store::device::{DeviceRow, QueueLines};
use crate::store::file::immediate;
use crate::vault::Vault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminSignedState {
    Pending,
    Accepted,
    Rejected(Code),
}

/// Remembers an action, its lines of the queue and its audit entry, which all count when the server has accepted them.
pub(crate) fn remember(
    conn: &Connection,
    action: Uuid,
    lines: RangeInclusive<i64>,
    audit: &AuditEntry,
) -> Result<()> {
    conn.execute(
        statement!("outbox", "admin_signed_insert"),
        params![
            action.as_bytes(),
            audit.action,
            audit.at_us,
            lines.start(),
            lines.end(),
            audit.to_bytes()
        ],
    )?;
    Ok(())
}

/// Accepts, for an admin, what is lost of the actions that wait, so that it raises no further alarm.
pub(super) fn accept_lost(conn: &Connection) -> Result<()> {
    conn.execute(statement!("outbox", "admin_signed_accept_missing"), [])?;
    conn.execute(statement!("outbox", "admin_signed_accept_lost"), [])?;
    Ok(())
}

/// How an admin-signed action counts now: at once while there is no server.
///
/// # Errors
/// `ServerAltered`.
pub(crate) fn kind(vault: &Vault) -> Result<WriteKind> {
    Ok(match vault.trusted_server()? {
        Some(_) => WriteKind::AdminSignedPending,
        None => WriteKind::AdminSigned,
    })
}

/// Returns whether an action may still go this way; asked inside its own transaction.
///
/// # Errors
/// `AdminSignedPending` while an admin-signed one waits, applied or not, or when there is a server by now.
pub(crate) fn check_may_begin(conn: &Connection, kind: WriteKind) -> Result<()> {
    let sql = match kind {
        WriteKind::Plain => return Ok(()),
        WriteKind::AdminSigned => statement!("outbox", "has_server"),
        WriteKind::AdminSignedPending => {
            statement!("outbox", "admin_signed_pending")
        }
    };
    let in_the_way: bool = conn.query_row(sql, [], |row| row.get(0))?;
    if in_the_way {
        Err(Error::AdminSignedPending)
    } else {
        Ok(())
    }
}

/// The last group of an admin-signed action was accepted: its audit entry is appended to the chain. Returns whether
/// that entry is lost, since another program edited it or took it away. Where no admin knows of that, the file counts
/// as edited until one does.
pub(super) fn accepted(
    conn: &Connection,
    device: &mut DeviceRow,
    keys: &DeviceKeys,
    queued: &Queued,
    now_us: i64,
) -> Result<bool> {
    if queued.kind != WriteKind::AdminSignedPending || groups_left(conn, queued.action)? > 0 {
        return Ok(false);
    }
    let sql = statement!("outbox", "admin_signed_audit");
    let stored: Option<(Value, bool)> = conn
        .query_row(sql, [queued.action.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let is_tagged = matches!(stored, Some((_, true)));
    let entry = match stored {
        Some((Value::Blob(entry), true)) => AuditEntry::from_bytes(&entry).ok(),
        _ => None,
    };
    let entry = entry.filter(|entry| Form::of(&entry.sealed).is_ok());
    let is_lost = entry.is_none();
    match entry {
        Some(mut entry) => {
            entry.at_us = now_us;
            audit_chain::append(conn, device, keys, entry)?;
        }
        None => device.is_intact &= is_tagged,
    }
    set_state(conn, queued.action, "ACCEPTED", None)?;
    Ok(is_lost)
}

/// Nothing was applied, so nothing is put back; the complete action is discarded.
pub(super) fn rejected(
    conn: &Connection,
    lines: &mut QueueLines,
    queued: &Queued,
    code: Code,
) -> Result<()> {
    forget_action(conn, lines, queued.action)?;
    set_state(conn, queued.action, "REJECTED", Some(code))
}

fn forget_action(conn: &Connection, lines: &mut QueueLines, action: Uuid) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("outbox", "groups_of_action"))?;
    let groups = statement.query_map([action.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let groups: Vec<(i64, Vec<u8>)> = groups.collect::<rusqlite::Result<_>>()?;
    let mut groups = groups.iter();
    groups.try_for_each(|(seq, bytes)| match decode(bytes) {
        Ok(group) => forget(conn, lines, *seq, &group),
        Err(_) => forget_unread(conn, lines, *seq),
    })
}

fn groups_left(conn: &Connection, action: Uuid) -> Result<i64> {
    let sql = statement!("outbox", "count_of_action");
    Ok(conn.query_row(sql, [action.as_bytes()], |row| row.get(0))?)
}

fn set_state(conn: &Connection, action: Uuid, state: &str, code: Option<Code>) -> Result<()> {
    conn.execute(
        statement!("outbox", "admin_signed_state"),
        params![action.as_bytes(), state, code.map(Code::as_str)],
    )?;
    Ok(())
}

impl Vault {
    /// What became of an admin-signed action.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn admin_signed_state(&self, action: Uuid) -> Result<AdminSignedState> {
        let sql = statement!("outbox", "admin_signed_find");
        let result = self.conn.query_row(sql, [action.as_bytes()], |row| {
            // another program may have put anything there
            let word = |column| {
                Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str().map(str::to_owned).ok())
            };
            Ok((word(0)?, word(1)?))
        });
        match result.optional()? {
            None => Err(Error::NotFound),
            Some((state, code)) => Ok(match (state.as_deref(), code) {
                (Some("ACCEPTED"), _) => AdminSignedState::Accepted,
                (Some("REJECTED"), code) => {
                    let code = code.and_then(|word| word.parse::<Code>().ok());
                    AdminSignedState::Rejected(code.unwrap_or(Code::Internal))
                }
                _ => AdminSignedState::Pending,
            }),
        }
    }

    /// The action that waits for its verdict, so that it is sent again before anything else is tried.
    pub fn pending_admin_signed(&self) -> Result<Option<Uuid>> {
        let sql = statement!("outbox", "admin_signed_waiting");
        let result = self
            .conn
            .query_row(sql, [], |row| Ok(Uuid::from_bytes(row.get(0)?)));
        Ok(result.optional()?)
    }

    /// Withdraws an admin-signed action of which the server has nothing: none was reached, or it put all of it off.
    /// Returns false when it may have been sent, or a part of it was accepted: then only its verdict ends it.
    pub fn withdraw_admin_signed(&mut self, action: Uuid) -> Result<bool> {
        let tx = immediate(&mut self.conn)?;
        let sql = statement!("outbox", "admin_signed_unsent");
        let unsent: bool = tx.query_row(sql, [action.as_bytes()], |row| row.get(0))?;
        if unsent {
            let mut device = DeviceRow::load(&tx)?;
            forget_action(&tx, &mut device.queue, action)?;
            tx.execute(
                statement!("outbox", "admin_signed_delete"),
                [action.as_bytes()],
            )?;
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(unsent)
    }
}
