//! What tests put in place of a machine: a clock that they set, keys in memory; and what an attacker with the secret of
//! the clinic and a SQLite shell can do to its file.
#![allow(clippy::unwrap_used)]

#[cfg(test)]
mod machine;
pub mod other_program;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Row;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Descriptor, Entity};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::{KeyStore, KeyStoreKind};
use crate::environment::{Moment, WallClock};
use crate::outbox::waiting::RowSync;
use crate::store::{rows, siblings};
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::cells::cell_input;

#[cfg(test)]
pub(crate) use machine::*;

pub use crate::crypto::password::stretch_for_show;

/// A clock that a test sets. Copies of it show the same time.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn at(wall_ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(wall_ms)))
    }

    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn advance_s(&self, seconds: i64) {
        self.advance_ms(seconds * 1000);
    }
}

impl WallClock for TestClock {
    fn moment(&self) -> Moment {
        let wall_ms = self.0.load(Ordering::SeqCst);
        Moment {
            wall_ms,
            uptime_ms: u64::try_from(wall_ms).unwrap(),
            boot: 1,
        }
    }
}

/// A key store that is gone with the test.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeys(Arc<Mutex<HashMap<Uuid, Vec<u8>>>>);

impl KeyStore for MemoryKeys {
    fn kind(&self, _vault: Uuid) -> Result<KeyStoreKind, SealError> {
        Ok(KeyStoreKind::File)
    }

    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        let entries = self.0.lock().unwrap();
        Ok(entries.get(&vault).cloned().map(Zeroizing::new))
    }

    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError> {
        self.0.lock().unwrap().insert(vault, secret.to_vec());
        Ok(())
    }

    fn delete(&self, vault: Uuid) -> Result<(), SealError> {
        self.0.lock().unwrap().remove(&vault);
        Ok(())
    }
}

impl Vault {
    /// Lets the file of this handle grow no more, as on a full disk, or grow again.
    pub fn set_full(&self, is_full: bool) {
        let pages = |row: &Row<'_>| row.get::<_, i64>(0);
        let now = self.conn.query_row("pragma page_count", [], pages).unwrap();
        let most = if is_full {
            now
        } else {
            i64::from(u32::MAX) - 1
        };
        let sql = format!("pragma max_page_count = {most}");
        self.conn.query_row(&sql, [], pages).unwrap();
    }
}

impl Unlocked {
    /// Returns the sync state of a row that is there.
    pub fn sync_state<E: Entity>(&self, id: E::Id) -> RowSync {
        let row = self.read().get::<E>(id).unwrap().unwrap();
        let queued = self.read().sync_of(E::DESCRIPTOR, &[row]).unwrap();
        queued.get(&id.into()).copied().unwrap_or_default()
    }

    /// Changes a row in the file and makes its tags anew, so that they fit.
    pub fn forge_row(
        &self,
        descriptor: &'static Descriptor,
        id: Uuid,
        change: impl FnOnce(&mut RowState),
    ) {
        let (conn, tenant) = (&self.vault.conn, self.vault.facts.tenant);
        let mut row = rows::load(conn, descriptor, id).unwrap().unwrap();
        row.siblings = siblings::siblings(conn, descriptor.number, id).unwrap();
        change(&mut row);
        let (entity, patient) = (row.entity, row.patient);
        for cell in &mut row.cells {
            let key = &self.vault.tags[&cell.secret_version];
            cell.tag = key.tag(&cell_input(tenant, entity, id, patient, cell));
        }
        rows::update(conn, descriptor, tenant, &row).unwrap();
    }

    /// Stores a sibling of a cell, as a pull does.
    pub fn add_sibling(&self, descriptor: &'static Descriptor, id: Uuid, sibling: &CellState) {
        let (conn, tenant) = (&self.vault.conn, self.vault.facts.tenant);
        let before = siblings::load_full(conn, descriptor.number, id)
            .unwrap()
            .unwrap();
        let mut row = before.clone();
        row.siblings.push(sibling.clone());
        siblings::store_full(conn, tenant, row, Some(&before), false).unwrap();
    }

    /// Removes a row from the file as another program does, which counts nothing.
    pub fn cut_row(&self, descriptor: &'static Descriptor, id: Uuid) {
        let table = descriptor.table;
        let cut = format!(
            "pragma foreign_keys = off; delete from {table} where id = x'{}'; pragma foreign_keys = on",
            id.simple()
        );
        self.vault.conn.execute_batch(&cut).unwrap();
    }

    /// Sets columns in all rows of a table, or removes the rows, as a program without keys does. Returns how many.
    pub fn edit_table(&self, table: &str, set: Option<&str>) -> usize {
        let sql = match set {
            Some(set) => format!("update {table} set {set}"),
            None => format!("delete from {table}"),
        };
        self.vault.conn.execute(&sql, []).unwrap()
    }

    /// Removes what was sent and is kept for a restored server, as on a device that wrote none of it.
    pub fn forget_sent(&self) {
        let forget = self.vault.conn.execute("delete from sent_groups", []);
        assert!(forget.unwrap() > 0);
    }

    /// Removes a row from the file.
    pub fn remove_row(&self, descriptor: &'static Descriptor, id: Uuid) {
        rows::delete(&self.vault.conn, descriptor, id).unwrap();
    }
}
