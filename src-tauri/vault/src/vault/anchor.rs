//! Whether the file is the one that this device wrote last: by the tag of this device's own row, and by the anchor in
//! the key store.
//!
//! An older copy of the file is in itself what this program wrote; only something outside of it can detect that. The
//! anchor is written after a commit that is on the disk, so the file is never behind it: not after a kill or a power
//! cut, not with two programs on one file, and not when the key store itself is an older one. An admin ends an alarm:
//! the transaction that says so in the audit log names, in this device's row, the anchor that was accepted.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sync_contract::messages::AuditEntry;
use sync_contract::{Catalog, Wire, fail_point, statement};

use crate::crypto::error::SealError;
use crate::crypto::keystore::anchor::Anchor;
use crate::error::Result;
use crate::store::damage::TableDamage;
use crate::store::device::DeviceRow;
use crate::store::{columns, damage, device, stored_sum};
use crate::vault::Vault;

/// Why the file is not the one that this device wrote last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAlarm {
    /// Another program edited this device's own row (its number, its place in the audit log) or the wrong passwords, or
    /// put back an older row of what admins sign or of the clinic's rules, or an older count of rows.
    Edited,
    /// An older copy of the file was put in its place.
    Older,
    /// The audit log lacks entries that it had, or has others under their numbers.
    OtherAudit,
    /// Changes that wait for the server were taken out of the queue, or edited there.
    LostChanges,
    /// The key store had an anchor of this file, and has none any more, or none that can be read: any older copy could
    /// be in its place.
    NoAnchor,
}

sync_contract::spelled! {
    FileAlarm {
        Edited = "file edited", Older = "older file", OtherAudit = "other audit log",
        LostChanges = "lost changes", NoAnchor = "anchor gone",
    }
}

/// The place of the file in the key store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorState {
    Stored,
    /// There is none, so an older copy of the file would not be noticed. Where there was none before, the next sign-in
    /// writes one.
    Missing,
    /// It cannot be read or written, or the wrong passwords next to it cannot.
    Unusable,
}

/// The state of the vault's file. An alarm blocks no sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    pub alarm: Option<FileAlarm>,
    /// The admin-signed actions among the lost changes, such as `add role`, for an admin to repeat. An empty name is
    /// one that is lost, too.
    pub lost_actions: Vec<String>,
    /// Of an edited file: the tables of which rows went together with their counts, and how many of each at least.
    pub missing: Vec<TableDamage>,
    pub anchor: AnchorState,
    pub is_disk_full: bool,
}

impl Vault {
    /// Compares the file with the tag of this device's row and with the anchor.
    pub fn file_state(&self) -> Result<FileState> {
        // before the file: another program commits first and writes its anchor then
        let anchor = Anchor::load_from(self.env.key_store.as_ref(), self.facts.vault);
        let is_alone = self.conn.is_autocommit();
        let _snapshot = is_alone
            .then(|| self.conn.unchecked_transaction())
            .transpose()?;
        let device = DeviceRow::load(&self.conn)?;
        let has_failed = self.anchor_failed.get() || self.tries_failed.get();
        let (known, state) = match anchor {
            Ok(known) if has_failed => (Known::of(known), AnchorState::Unusable),
            Ok(Some(anchor)) => (Known::Anchor(anchor), AnchorState::Stored),
            Ok(None) => (Known::Nothing, AnchorState::Missing),
            Err(error) => {
                tracing::warn!(%error, "the anchor of this file cannot be read");
                // what is no anchor was put in its place
                let known = match error {
                    SealError::Malformed => Known::Nothing,
                    _ => Known::Unreadable,
                };
                (known, AnchorState::Unusable)
            }
        };
        let alarm = match alarm(&self.conn, &device, &known)? {
            None if self.is_queue_edited(&device.queue)? => Some(FileAlarm::Edited),
            alarm => alarm,
        };
        // another alarm comes before lost changes and does not hide them
        let lost_actions = match alarm {
            Some(_) => lost_actions(&self.conn, &device.queue.broken(&self.conn)?)?,
            None => Vec::new(),
        };
        let missing = match alarm {
            Some(FileAlarm::Edited) => damage::tables_put_back(&self.conn)?,
            _ => Vec::new(),
        };
        Ok(FileState {
            alarm,
            lost_actions,
            missing,
            anchor: state,
            is_disk_full: self.is_disk_full(),
        })
    }

    pub(crate) fn known_anchor(&self) -> Result<Option<Anchor>> {
        match Anchor::load_from(self.env.key_store.as_ref(), self.facts.vault) {
            Err(SealError::Malformed) => Ok(None),
            known => Ok(known?),
        }
    }

    /// Puts the file's place, as it is committed, instead of what the key store knew. A failure holds nothing up:
    /// [`Vault::file_state`] shows it.
    pub(crate) fn replace_anchor(&self) {
        let _one_at_a_time = self.lock_out_writers();
        let stored = anchor_of(&self.conn)
            .and_then(|anchor| Ok(anchor.store_in(self.env.key_store.as_ref(), self.facts.vault)?));
        if let Err(error) = &stored {
            tracing::warn!(%error, "the anchor of this file cannot be written");
        }
        self.anchor_failed.set(stored.is_err());
    }

    /// Writes how far the file has come into the key store. A file behind the anchor, or one that was edited, leaves
    /// the anchor as it is. A failure holds nothing up: [`Vault::file_state`] shows it.
    pub fn note_anchor(&self) {
        self.anchor_is_due.set(false);
        let noted = self.try_note_anchor();
        if let Err(error) = &noted {
            tracing::warn!(%error, "the anchor of this file cannot be written");
        }
        self.anchor_failed.set(noted.is_err());
    }

    /// For a program that ends: notes the anchor where this handle has begun an action since.
    pub fn note_due_anchor(&self) {
        if self.anchor_is_due.get() {
            self.note_anchor();
        }
    }

    /// Notes the anchor where the file is ahead of it, as after a kill, for a program that reports on the file. So
    /// [`Vault::file_state`] knows whether the key store takes one.
    pub(crate) fn note_anchor_if_behind(&self) {
        match self.is_anchor_behind() {
            Ok(true) => self.note_anchor(),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the anchor of this file cannot be compared"),
        }
    }

    fn is_anchor_behind(&self) -> Result<bool> {
        // before the file, as in `file_state`
        let known = self.known_anchor()?;
        let snapshot = self.conn.unchecked_transaction()?;
        let device = DeviceRow::load(&snapshot)?;
        let is_behind = known.is_some_and(|known| known.generation < device.generation);
        // an alarm is a person's to end, and the anchor stays as it is
        Ok(is_behind
            && !device.revoked
            && alarm_of_file(&snapshot, &device, &Known::of(known))?.is_none())
    }

    fn try_note_anchor(&self) -> Result<()> {
        let next = match self.commit_anchor() {
            // a locked file or a full disk must not suppress the anchor, which detects an older copy
            Err(error) => {
                tracing::warn!(%error, "the anchor is that of what was committed last");
                self.anchor_as_read()?
            }
            Ok(next) => next,
        };
        next.map_or(Ok(()), |next| self.store_anchor(&next))
    }

    /// Returns the anchor to store, none where the key store has it: by a commit of its own, with which everything
    /// before it is on the disk.
    fn commit_anchor(&self) -> Result<Option<Anchor>> {
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let known = self.known_anchor()?;
        let device = DeviceRow::load(&tx)?;
        if device.revoked {
            return Ok(None);
        }
        // what waits says nothing of how far the file has come
        let alarm = alarm_of_file(&tx, &device, &Known::of(known))?;
        if known.is_some() && !device.is_anchored && alarm.is_none() {
            tx.execute(statement!("device", "set_anchored"), [true])?;
        }
        let next = match (alarm, known) {
            (Some(_), known) => return Ok(alarmed(known)),
            (None, Some(known)) if known.generation == device.generation && device.is_anchored => {
                return Ok(None);
            }
            (None, _) => {
                device::tag(&tx, true)?;
                anchor_of(&tx)?
            }
        };
        tx.commit()?;
        Ok(Some(next))
    }

    /// Returns the same without a commit. Only a power cut could take back what the file says then.
    fn anchor_as_read(&self) -> Result<Option<Anchor>> {
        // before the file, as in `file_state`
        let known = self.known_anchor()?;
        let snapshot = self.conn.unchecked_transaction()?;
        let device = DeviceRow::load(&snapshot)?;
        if device.revoked {
            return Ok(None);
        }
        Ok(
            match alarm_of_file(&snapshot, &device, &Known::of(known))? {
                Some(_) => alarmed(known),
                None if known.is_some_and(|known| known.generation >= device.generation) => None,
                None => Some(anchor_of(&snapshot)?),
            },
        )
    }

    /// Never lower than what another program has stored meanwhile.
    fn store_anchor(&self, next: &Anchor) -> Result<()> {
        fail_point::reach("vault.anchor.before_store");
        let _one_at_a_time = self.lock_out_writers();
        let known = self.known_anchor()?;
        if known.is_some_and(|known| known.generation > next.generation) {
            return Ok(());
        }
        Ok(next.store_in(self.env.key_store.as_ref(), self.facts.vault)?)
    }

    /// Lets one program at a time compare and store the anchor, by the file's own write lock: while another program has
    /// that, no write is committed that could be taken back. An attacker who may write to the folder could hold a
    /// separate lock file, so none is waited for longer than any write waits.
    fn lock_out_writers(&self) -> Option<Transaction<'_>> {
        let lock = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate);
        lock.inspect_err(
            |error| tracing::warn!(%error, "another program may store the anchor, too"),
        )
        .ok()
    }
}

/// An anchor that a file is behind, with the note of that; none where it has the note.
fn alarmed(known: Option<Anchor>) -> Option<Anchor> {
    let known = known.filter(|known| !known.has_alarmed)?;
    Some(Anchor {
        has_alarmed: true,
        ..known
    })
}

/// How far the file has come, as it is committed or will be.
pub(crate) fn anchor_of(conn: &Connection) -> Result<Anchor> {
    let device = DeviceRow::load(conn)?;
    let wrong_tries = statement!("device", "wrong_tries");
    Ok(Anchor {
        device_number: device.number(),
        generation: device.generation,
        audit_number: device.audit_number,
        audit_hash: device.audit_hash,
        wrong_tries: conn.query_row(wrong_tries, [], |row| row.get(0))?,
        has_alarmed: false,
    })
}

/// What the key store knows of a file.
pub(crate) enum Known {
    Anchor(Anchor),
    Nothing,
    Unreadable,
}

impl Known {
    pub fn of(anchor: Option<Anchor>) -> Self {
        anchor.map_or(Self::Nothing, Self::Anchor)
    }
}

/// Returns why the file is not the one that this device wrote last. An alarm by the anchor comes before lost changes,
/// which must not hide it.
pub(crate) fn alarm(
    conn: &Connection,
    device: &DeviceRow,
    known: &Known,
) -> Result<Option<FileAlarm>> {
    Ok(match alarm_of_file(conn, device, known)? {
        None if has_lost_entry(conn)? => Some(FileAlarm::OtherAudit),
        None => (!device.queue.broken(conn)?.is_empty()).then_some(FileAlarm::LostChanges),
        alarm => alarm,
    })
}

fn alarm_of_file(
    conn: &Connection,
    device: &DeviceRow,
    known: &Known,
) -> Result<Option<FileAlarm>> {
    if !device.is_intact || !stored_sum::fits(conn)? {
        return Ok(Some(FileAlarm::Edited));
    }
    let anchor = match known {
        Known::Anchor(anchor) => anchor,
        // one that cannot be read proves as little as a missing one
        Known::Nothing | Known::Unreadable => {
            return Ok(device.is_anchored.then_some(FileAlarm::NoAnchor));
        }
    };
    if device.accepted_anchor.as_ref() == Some(&anchor.accepted()) {
        return Ok(None);
    }
    if device.generation < anchor.generation {
        return Ok(Some(FileAlarm::Older));
    }
    if anchor.audit_number > 0 && entry_hash(conn, anchor)? != Some(anchor.audit_hash) {
        return Ok(Some(FileAlarm::OtherAudit));
    }
    Ok(anchor.has_alarmed.then_some(FileAlarm::Older))
}

/// The hash of the entry at the anchor's place.
fn entry_hash(conn: &Connection, anchor: &Anchor) -> Result<Option<[u8; 32]>> {
    let sql = statement!("audit", "entry");
    let key = params![anchor.device_number, anchor.audit_number];
    let stored = conn.query_row(sql, key, |row| {
        Ok(columns::bytes(row, 0)?.map(AuditEntry::from_bytes))
    });
    Ok(match stored.optional()?.flatten() {
        Some(Ok(entry)) => Some(entry.chain_hash()),
        _ => None,
    })
}

/// Returns whether the audit entry of a waiting action was edited or removed: that is reported before the action counts
/// without it.
fn has_lost_entry(conn: &Connection) -> Result<bool> {
    let sql = statement!("outbox", "admin_signed_lost_entry");
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

/// Returns the admin-signed actions among these lost lines of the queue, each once: with a server they cannot be made
/// anew, since no row has their writes. An empty name is one that is lost, too.
pub(crate) fn lost_actions(conn: &Connection, lost: &[i64]) -> Result<Vec<String>> {
    let mut known: Vec<(RangeInclusive<i64>, String)> = Vec::new();
    let mut statement = conn.prepare_cached(statement!("outbox", "admin_signed_lines"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = columns::bytes(row, 2)?.map(AuditEntry::from_bytes);
        let lines = row.get(0)?..=row.get(1)?;
        known.push((
            lines,
            match entry {
                Some(Ok(entry)) => entry.action,
                _ => String::new(),
            },
        ));
    }
    let mut names = BTreeSet::new();
    for seq in lost {
        let waiting = known.iter().find(|(lines, _)| lines.contains(seq));
        match waiting {
            Some((_, name)) => drop(names.insert(name.clone())),
            None if is_of_admins(conn, *seq)? => drop(names.insert(name_of_line(conn, *seq)?)),
            None => {}
        }
    }
    Ok(names.into_iter().collect())
}

/// Returns whether a lost line wrote rows that admins sign, as far as the tables next to it say so.
fn is_of_admins(conn: &Connection, seq: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_of"))?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        let known = entity.and_then(Catalog::by_number);
        if known.is_some_and(|known| known.authority.is_admin_signed()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what a lost line calls itself. Another program may have put anything there.
fn name_of_line(conn: &Connection, seq: i64) -> Result<String> {
    let sql = statement!("outbox", "name_of_line");
    let name: Option<Sql> = conn.query_row(sql, [seq], |row| row.get(0)).optional()?;
    let is_ours = |name: &String| {
        name.len() < 40
            && name
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_lowercase())
    };
    Ok(match name {
        Some(Sql::Text(name)) if is_ours(&name) => name,
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests;
