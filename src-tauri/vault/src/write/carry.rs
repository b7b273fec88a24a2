//! Sends what admins signed and a restored server lacks, as it is: the computer of who signed it may be gone.

use sync_contract::catalog::Device;
use sync_contract::entity::CREATED;
use sync_contract::{Catalog, CellWrite, Entity};

use crate::error::Result;
use crate::store::device::followed_to;
use crate::store::file::immediate;
use crate::store::lacking::{self, NOT_SENT, VersionId};
use crate::store::rows;
use crate::unlocked::Unlocked;

/// From the first time that an admin's computer sends it: a server that does not take it on one day takes it on no
/// other.
const OFFERED_US: i64 = 24 * 60 * 60 * 1_000_000;

impl Unlocked {
    /// Queues what admins signed and the server lacks, where this user is an admin: the server takes it from one who
    /// answers for it. It is sent with the next sync. Nothing is queued before everything has come that the server has,
    /// or while another admin-signed change waits. What the server refused together goes action by action, the least
    /// tried first: what it does not take holds back nothing else. Returns how many cells that are.
    ///
    /// # Errors
    /// Those of the file.
    pub fn carry_signed(&mut self) -> Result<usize> {
        let noted = lacking::list(&self.vault.conn)?;
        let is_signed = |entity: u16| {
            let known = Catalog::by_number(entity);
            known.filter(|known| known.authority.is_admin_signed())
        };
        let mut noted: Vec<(VersionId, i64)> = noted
            .into_iter()
            .filter(|(version, _)| is_signed(version.entity).is_some())
            .collect();
        let waits = || -> Result<bool> {
            let conn = &self.vault.conn;
            let is_following = followed_to(conn)?.is_some();
            Ok(!is_following || self.vault.pending_admin_signed()?.is_some())
        };
        if noted.is_empty() || !self.session.is_admin() || waits()? {
            return Ok(0);
        }
        // as they were signed: one builds on another
        noted.sort_by_key(|(version, _)| (version.entity, version.row, version.cell));
        let now_us = self.vault.now_us()?;
        let (mut writes, mut ended) = (Vec::new(), Vec::new());
        let lacks_creation = |of: VersionId| {
            let is_creation = |version: &VersionId| {
                (version.entity, version.row, version.cell) == (of.entity, of.row, CREATED)
            };
            noted.iter().any(|(version, _)| is_creation(version))
        };
        for (version, sent_from_us) in &noted {
            let row = match is_signed(version.entity) {
                Some(descriptor) => rows::load_known(&self.vault.conn, descriptor, version.row)?,
                None => None,
            };
            let is_old =
                *sent_from_us != NOT_SENT && now_us.saturating_sub(*sent_from_us) > OFFERED_US;
            let row = row.filter(|row| !is_old && self.vault.prover().verifier.is_tagged(row));
            let state = row.as_ref().and_then(|row| row.cell(version.cell));
            let Some((row, state)) = row
                .as_ref()
                .zip(state.filter(|state| state.clock == version.clock))
            else {
                ended.push(*version);
                continue;
            };
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

/// What was signed in one action has one time of one device.
fn action_of(write: &CellWrite) -> (u64, u32) {
    let clock = write.state.clock;
    (clock.unix_ms, clock.device)
}
