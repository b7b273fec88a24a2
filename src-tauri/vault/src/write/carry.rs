//! Sends what admins signed and a restored server lacks, as it is: the computer of who signed it may be gone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use sync_contract::catalog::Device;
use sync_contract::entity::CREATED;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, CellWrite, Entity, Value};
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
    /// Its latest signer, and when they signed, in Unix microseconds.
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
        let mut noted = noted_signed(&self.conn)?;
        noted.retain(|(_, sent_from_us)| is_overdue(*sent_from_us, now_us));
        let signed = self.signed_rows(&noted)?;
        let mut latest: HashMap<(u16, Uuid), (VersionId, Uuid)> = HashMap::new();
        for (version, _) in noted {
            let Some((_, state)) = signed.get(version) else {
                continue;
            };
            let of_row = (version, state.author);
            let known = latest
                .entry((version.entity, version.row))
                .or_insert(of_row);
            if known.0.clock < version.clock {
                *known = of_row;
            }
        }
        let mut latest: Vec<(VersionId, Uuid)> = latest.into_values().collect();
        let senders = self.senders(latest.iter().map(|(_, author)| *author))?;
        latest.sort_by_key(|(version, _)| (version.clock, version.entity, version.row));
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

    /// Reads the rows of versions by one statement an entity.
    fn signed_rows(&self, noted: &[(VersionId, i64)]) -> Result<SignedRows> {
        let mut ids: BTreeMap<u16, BTreeSet<Uuid>> = BTreeMap::new();
        for (version, _) in noted {
            ids.entry(version.entity).or_default().insert(version.row);
        }
        let verifier = &self.prover().verifier;
        let mut signed = HashMap::new();
        for (entity, ids) in ids {
            let Some(descriptor) = Catalog::by_number(entity) else {
                continue;
            };
            let rows = rows::load_many(&self.conn, descriptor, ids.into_iter())?;
            let rows = rows.into_iter().filter(|(_, row)| verifier.is_tagged(row));
            signed.extend(rows.map(|(id, row)| ((entity, id), row)));
        }
        Ok(SignedRows(signed))
    }
}

/// Rows by entity and id, each cell under the clinic's tag.
struct SignedRows(HashMap<(u16, Uuid), RowState>);

impl SignedRows {
    /// Returns a version that is still here, with its row.
    fn get(&self, version: VersionId) -> Option<(&RowState, &CellState)> {
        let row = self.0.get(&(version.entity, version.row))?;
        let state = row.cell(version.cell)?;
        (state.clock == version.clock).then_some((row, state))
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
    /// Queues what admins signed and the server lacks, where this user is an admin: the server takes it only in a group
    /// that an admin signs. It is sent with the next sync. Nothing is queued before everything has come that the server
    /// has, or while another admin-signed change waits. What the server refused together goes action by action, the
    /// least tried first: what it does not take holds back nothing else, and after a day it waits for
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
        let versions = noted.iter().map(|(version, _)| version);
        let created = versions.filter(|version| version.cell == CREATED);
        let lacks_creation: HashSet<(u16, Uuid)> = created
            .map(|version| (version.entity, version.row))
            .collect();
        let signed = self.vault.signed_rows(&noted)?;
        for (version, sent_from_us) in &noted {
            let Some((row, state)) = signed.get(*version) else {
                ended.push(*version);
                continue;
            };
            // waits for `carry_again`
            if is_overdue(*sent_from_us, now_us) {
                continue;
            }
            // a computer that the server has lost comes back by itself, with its own row; one that was revoked must
            // find that there
            let is_device = version.entity == Device::DESCRIPTOR.number;
            let is_lost = lacks_creation.contains(&(version.entity, version.row));
            if is_device && is_lost && !is_revoked(row) {
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

fn is_revoked(device: &RowState) -> bool {
    let revoked_at = Device::FIELD.revoked_at.in_row(device);
    device.is_deleted() || revoked_at.is_some_and(|at| *at != Value::Null)
}

/// What was signed in one action has one time of one device.
fn action_of(write: &CellWrite) -> (u64, u32) {
    let clock = write.state.clock;
    (clock.unix_ms, clock.device)
}
