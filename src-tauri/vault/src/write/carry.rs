//! Sends what admins signed and a restored server lacks, as it is: the computer of who signed it may be gone.

use rusqlite::Connection;
use sync_contract::catalog::Device;
use sync_contract::entity::CREATED;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellWrite, Entity};
use uuid::Uuid;

use crate::error::Result;
use crate::store::device::followed_to;
use crate::store::file::immediate;
use crate::store::lacking::{self, NOT_SENT, VersionId};
use crate::store::rows;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::vault::senders::Sender;

/// From the first time that an admin's computer sends it: a server that does not take it on one day takes it on no
/// other.
const OFFERED_US: i64 = 24 * 60 * 60 * 1_000_000;

/// A row with what admins signed and a restored server has refused for a day: it is sent by hand alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCarried {
    /// The name of its entity.
    pub entity: &'static str,
    pub row: Uuid,
    /// Who signed it at last, and when, in Unix microseconds.
    pub signer: Sender,
    pub signed_at_us: i64,
}

impl Vault {
    /// Returns what admins signed and the server does not take, oldest first. Needs no key of a user.
    ///
    /// # Errors
    /// Those of the file.
    pub fn not_carried(&self) -> Result<Vec<NotCarried>> {
        let now_us = self.now_us()?;
        let mut latest: Vec<(VersionId, Uuid)> = Vec::new();
        for (version, sent_from_us) in noted_signed(&self.conn)? {
            if !is_overdue(sent_from_us, now_us) {
                continue;
            }
            let Some(row) = self.stored_signed(version)? else {
                continue;
            };
            let author = row
                .cell(version.cell)
                .map_or(Uuid::nil(), |state| state.author);
            let of_row = |(known, _): &&mut (VersionId, Uuid)| {
                (known.entity, known.row) == (version.entity, version.row)
            };
            match latest.iter_mut().find(of_row) {
                Some(known) if known.0.clock < version.clock => *known = (version, author),
                Some(_) => {}
                None => latest.push((version, author)),
            }
        }
        let senders = self.senders(latest.iter().map(|(_, author)| *author))?;
        latest.sort_by_key(|(version, _)| version.clock);
        let rows = latest.into_iter().filter_map(|(version, author)| {
            Some(NotCarried {
                entity: Catalog::by_number(version.entity)?.name,
                row: version.row,
                signer: senders.of(author, version.clock.device),
                signed_at_us: version.clock.unix_us(),
            })
        });
        Ok(rows.collect())
    }

    /// Returns the row of a version that is still here, each cell under the clinic's tag.
    fn stored_signed(&self, version: VersionId) -> Result<Option<RowState>> {
        let row = match Catalog::by_number(version.entity) {
            Some(descriptor) => rows::load_known(&self.conn, descriptor, version.row)?,
            None => None,
        };
        Ok(row.filter(|row| {
            let state = row.cell(version.cell);
            let is_shown = state.is_some_and(|state| state.clock == version.clock);
            is_shown && self.prover().verifier.is_tagged(row)
        }))
    }
}

/// Returns what admins signed of what a restored server lacks, as they signed it: one builds on another.
fn noted_signed(conn: &Connection) -> Result<Vec<(VersionId, i64)>> {
    let mut noted = lacking::list(conn)?;
    noted.retain(|(version, _)| {
        let known = Catalog::by_number(version.entity);
        known.is_some_and(|known| known.authority.is_admin_signed())
    });
    noted.sort_by_key(|(version, _)| (version.entity, version.row, version.cell));
    Ok(noted)
}

/// Returns whether the server has not taken it for a day.
fn is_overdue(sent_from_us: i64, now_us: i64) -> bool {
    sent_from_us != NOT_SENT && now_us.saturating_sub(sent_from_us) > OFFERED_US
}

impl Unlocked {
    /// Queues what admins signed and the server lacks, where this user is an admin: the server takes it from one who
    /// answers for it. It is sent with the next sync. Nothing is queued before everything has come that the server has,
    /// or while another admin-signed change waits. What the server refused together goes action by action, the least
    /// tried first: what it does not take holds back nothing else, and after a day it waits for
    /// [`Unlocked::carry_again`]. Returns how many cells that are.
    ///
    /// # Errors
    /// Those of the file.
    pub fn carry_signed(&mut self) -> Result<usize> {
        let noted = noted_signed(&self.vault.conn)?;
        let waits = || -> Result<bool> {
            let conn = &self.vault.conn;
            let is_following = followed_to(conn)?.is_some();
            Ok(!is_following || self.vault.pending_admin_signed()?.is_some())
        };
        if noted.is_empty() || !self.session.is_admin() || waits()? {
            return Ok(0);
        }
        let now_us = self.vault.now_us()?;
        let (mut writes, mut ended) = (Vec::new(), Vec::new());
        let lacks_creation = |of: VersionId| {
            let is_creation = |version: &VersionId| {
                (version.entity, version.row, version.cell) == (of.entity, of.row, CREATED)
            };
            noted.iter().any(|(version, _)| is_creation(version))
        };
        for (version, sent_from_us) in &noted {
            let row = self.vault.stored_signed(*version)?;
            let state = row.as_ref().and_then(|row| row.cell(version.cell));
            let Some((row, state)) = row.as_ref().zip(state) else {
                ended.push(*version);
                continue;
            };
            // until somebody has it tried again
            if is_overdue(*sent_from_us, now_us) {
                continue;
            }
            // a computer that the server has lost comes back by itself, with its own row
            if version.entity == Device::DESCRIPTOR.number && lacks_creation(*version) {
                continue;
            }
            let write = CellWrite {
                entity: row.entity,
                row: row.row,
                patient: row.patient,
                state: state.clone(),
                base: Vec::new(),
            };
            writes.push((*sent_from_us, write));
        }
        if writes.iter().any(|(from_us, _)| *from_us != NOT_SENT) {
            let actions = writes.iter();
            let next = actions.map(|(from_us, write)| (*from_us, action_of(write)));
            let next = next.min().map(|(_, action)| action);
            writes.retain(|(_, write)| Some(action_of(write)) == next);
        }
        if !ended.is_empty() {
            let tx = immediate(&mut self.vault.conn)?;
            for version in ended {
                lacking::forget(&tx, version)?;
            }
            tx.commit()?;
        }
        let writes: Vec<CellWrite> = writes.into_iter().map(|(_, write)| write).collect();
        if writes.is_empty() {
            return Ok(0);
        }
        let sent = writes.iter();
        let sent: Vec<VersionId> = sent
            .map(|write| VersionId::of(write.entity, write.row, &write.state))
            .collect();
        self.write_admin_signed("offer version again", |tx| {
            tx.writes = writes;
            Ok::<_, crate::error::Error>(())
        })?;
        // apart: of what waits for its verdict the file keeps nothing else
        let tx = immediate(&mut self.vault.conn)?;
        for version in &sent {
            lacking::note_sent(&tx, *version, now_us)?;
        }
        tx.commit()?;
        Ok(sent.len())
    }
}

impl Unlocked {
    /// Lets what the server has not taken for a day be sent for another one. Returns of how many rows that is.
    ///
    /// # Errors
    /// Those of the file.
    pub fn carry_again(&mut self) -> Result<usize> {
        let rows = self.vault.not_carried()?.len();
        let now_us = self.vault.now_us()?;
        let noted = noted_signed(&self.vault.conn)?;
        let tx = immediate(&mut self.vault.conn)?;
        for (version, sent_from_us) in noted {
            if is_overdue(sent_from_us, now_us) {
                lacking::note_not_sent(&tx, version)?;
            }
        }
        tx.commit()?;
        self.carry_signed()?;
        Ok(rows)
    }
}

/// What was signed in one action has one time of one device.
fn action_of(write: &CellWrite) -> (u64, u32) {
    let clock = write.state.clock;
    (clock.unix_ms, clock.device)
}
