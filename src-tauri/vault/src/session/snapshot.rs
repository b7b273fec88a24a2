//! What is known of the one state of the file that a page is read of, so that none of it is asked for again.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::store::damage::Counted;
use crate::store::file_version::FileVersion;
use crate::store::quarantine::{QuarantinedCell, quarantine};
use crate::store::scope::Downloads;

/// Nothing of the file changes while there is one.
#[derive(Default)]
pub(crate) struct Snapshot {
    /// Patients without merged files.
    alone: BTreeSet<Uuid>,
    /// By the owner of the rows.
    counted: BTreeMap<Uuid, Arc<Counted>>,
    /// By entity: whether any row has siblings.
    with_siblings: BTreeMap<u16, bool>,
    /// By patient: the entities of which they have any row.
    present: BTreeMap<Uuid, Arc<BTreeSet<u16>>>,
    downloads: Option<Arc<Downloads>>,
    /// To be stored at its end, where the file is still of this version.
    quarantined: Option<(FileVersion, Vec<QuarantinedCell>)>,
}

/// The snapshot of a session, while there is one.
#[derive(Default)]
pub(crate) struct SnapshotSlot(RefCell<Option<Snapshot>>);

impl SnapshotSlot {
    pub fn is_running(&self) -> bool {
        self.0.borrow().is_some()
    }

    pub fn is_alone(&self, patient: Uuid) -> bool {
        let snapshot = self.0.borrow();
        snapshot
            .as_ref()
            .is_some_and(|of| of.alone.contains(&patient))
    }

    pub fn note_alone(&self, patient: Uuid) {
        if let Some(snapshot) = &mut *self.0.borrow_mut() {
            snapshot.alone.insert(patient);
        }
    }

    /// Returns the counts of an owner's rows, by `read` where they are not known.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn counted(
        &self,
        owner: Uuid,
        read: impl FnOnce() -> Result<Counted>,
    ) -> Result<Arc<Counted>> {
        self.known(|of| &mut of.counted, owner, || read().map(Arc::new))
    }

    /// As [`SnapshotSlot::counted`], of whether any row of an entity has siblings.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn has_siblings(&self, entity: u16, read: impl FnOnce() -> Result<bool>) -> Result<bool> {
        self.known(|of| &mut of.with_siblings, entity, read)
    }

    /// As [`SnapshotSlot::counted`], of the entities of which a patient has any row.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn present(
        &self,
        patient: Uuid,
        read: impl FnOnce() -> Result<BTreeSet<u16>>,
    ) -> Result<Arc<BTreeSet<u16>>> {
        self.known(|of| &mut of.present, patient, || read().map(Arc::new))
    }

    /// As [`SnapshotSlot::counted`], of what has not come to this computer.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn downloads(&self, read: impl FnOnce() -> Result<Downloads>) -> Result<Arc<Downloads>> {
        let known = self.0.borrow().as_ref().and_then(|of| of.downloads.clone());
        if let Some(known) = known {
            return Ok(known);
        }
        let read = Arc::new(read()?);
        if let Some(snapshot) = &mut *self.0.borrow_mut() {
            snapshot.downloads = Some(read.clone());
        }
        Ok(read)
    }

    fn known<K: Ord, V: Clone>(
        &self,
        all: impl Fn(&mut Snapshot) -> &mut BTreeMap<K, V>,
        key: K,
        read: impl FnOnce() -> Result<V>,
    ) -> Result<V> {
        if let Some(snapshot) = &mut *self.0.borrow_mut()
            && let Some(known) = all(snapshot).get(&key)
        {
            return Ok(known.clone());
        }
        let read = read()?;
        if let Some(snapshot) = &mut *self.0.borrow_mut() {
            all(snapshot).insert(key, read.clone());
        }
        Ok(read)
    }

    /// Stores a cell with the quarantined: now, or at the end of the snapshot, which writes nothing.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn quarantine(&self, conn: &Connection, cell: QuarantinedCell) -> Result<()> {
        match &mut *self.0.borrow_mut() {
            Some(snapshot) => match &mut snapshot.quarantined {
                Some((_, quarantined)) => quarantined.push(cell),
                // within the transaction, so it is the version that is read
                first => *first = Some((FileVersion::of(conn)?, vec![cell])),
            },
            None => quarantine(conn, &cell)?,
        }
        Ok(())
    }

    /// Reads all of one state of the file. One within another, or within an action, is the same.
    ///
    /// # Errors
    /// Those of `read`, and of the disk.
    pub fn run<T, E: From<Error>>(
        &self,
        conn: &Connection,
        read: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        if !conn.is_autocommit() {
            return read();
        }
        let begun = conn.unchecked_transaction();
        let transaction = begun.map_err(Error::from)?;
        let running = Running::begin(self);
        let done = read();
        let misfits = running.end();
        // an index that was made anew stays so
        transaction.commit().map_err(Error::from)?;
        if let Some((version, quarantined)) = misfits {
            store(conn, version, &quarantined)?;
        }
        done
    }
}

/// Stores what a snapshot found. What others have written since may have healed it: then a later read notes what still
/// is so.
fn store(conn: &Connection, version: FileVersion, quarantined: &[QuarantinedCell]) -> Result<()> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    if FileVersion::of(conn)?.is_of_same_others(version) {
        for cell in quarantined {
            quarantine(conn, cell)?;
        }
    }
    Ok(tx.commit()?)
}

/// Ends the snapshot also where a read panics: what is known of it counts for no later state.
struct Running<'a>(&'a SnapshotSlot);

impl<'a> Running<'a> {
    fn begin(slot: &'a SnapshotSlot) -> Self {
        slot.0.replace(Some(Snapshot::default()));
        Self(slot)
    }

    /// Returns what is still to be stored.
    fn end(self) -> Option<(FileVersion, Vec<QuarantinedCell>)> {
        self.0.0.take()?.quarantined
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.0.take();
    }
}
