//! Drafts: sealed under the entity's key, one for each author and row, on this device only.
//!
//! One that the disk does not take, as it is full, waits in the memory of this program, sealed like any other. A lock
//! stores it in the room that is set aside for reading. Where that is used up, it outlives the lock, its author finds
//! it, and it is stored once there is room.

use rusqlite::params;
use sync_contract::change::Address;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::inner::{read_inner, write_inner};
use sync_contract::read_version::ReadVersion;
use sync_contract::statement;
use sync_contract::{
    CellContent, CellValues, Clock, Compartment, Descriptor, Entity, Reader, Row, Value, Wire,
    Writer,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::seal::cell::{RowKey, open_cell, seal_cell};
use crate::crypto::seal::frame::key_id_of;
use crate::error::{Error, Result};
use crate::store::columns;
use crate::store::drafts::SealedDraft;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// A draft of a row with the read version of its author.
#[derive(Debug, Clone)]
pub struct Draft<E> {
    pub value: E,
    /// Empty for a row that does not exist yet.
    pub seen: ReadVersion,
    pub saved_at: Time,
    /// Whether it is on the disk.
    pub is_stored: bool,
}

/// Which row a draft is of, whose, and when it was saved, without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftLine<I> {
    pub id: I,
    pub patient: Option<PatientId>,
    pub saved_at: Time,
}

/// The draft of a complete row is sealed as a cell that no row has.
const DRAFT: u8 = 253;

/// What a draft is of: a row that may not exist, and a cell that no row has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DraftSlot {
    pub descriptor: &'static Descriptor,
    pub row: Uuid,
    pub cell: u8,
}

pub(crate) struct OpenedDraft {
    pub patient: Option<Uuid>,
    pub plain: Zeroizing<Vec<u8>>,
    pub seen: Vec<u8>,
    pub saved_at: i64,
    /// Whether it is on the disk.
    pub is_stored: bool,
}

impl Vault {
    /// Returns how many drafts, of all users, the disk has not taken: they go with this program.
    pub fn unstored_drafts(&self) -> usize {
        self.unstored.len()
    }

    /// Stores the drafts of all users that wait for disk space. Those that still do not fit go on waiting.
    ///
    /// # Errors
    /// `DiskFull` and the others of the disk.
    pub fn store_drafts(&mut self) -> Result<()> {
        self.opened.require()?;
        self.unstored.store(&self.conn)
    }

    /// Before the keys go, drafts that wait take the room that is set aside for reading: it is enough for both.
    pub(crate) fn store_drafts_at_last(&mut self) {
        let stored = match self.store_drafts() {
            Err(Error::DiskFull) if self.files.free_reserve() => self.store_drafts(),
            stored => stored,
        };
        if let Err(error) = stored {
            tracing::warn!(%error, "a draft waits in memory for room on the disk");
        }
    }
}

impl Unlocked {
    /// Stores a draft of a row. One that the disk does not take, or whose file is gone, waits in memory.
    ///
    /// # Errors
    /// `NoKey` without the entity's compartment; those of the disk.
    pub fn save_draft<E: Entity>(&mut self, value: &E, seen: &ReadVersion) -> Result<()> {
        let row = value.to_row();
        let plain = Zeroizing::new(write_draft(&row));
        let of = DraftSlot {
            descriptor: row.descriptor,
            row: row.id,
            cell: DRAFT,
        };
        self.seal_draft(of, row.patient, &plain, seen)
    }

    pub(crate) fn seal_draft(
        &mut self,
        of: DraftSlot,
        patient: Option<Uuid>,
        plain: &[u8],
        seen: &ReadVersion,
    ) -> Result<()> {
        let now_us = self.vault.now_us()?;
        let address = self.draft_address(of);
        let epoch = match of.descriptor.compartment() {
            Some(compartment) => self.session.newest(compartment),
            // of what is clear once it is recorded: any key of this user is as good
            None => Compartment::ALL
                .into_iter()
                .find_map(|compartment| self.session.newest(compartment)),
        };
        let epoch = epoch.ok_or(Error::NoKey)?;
        let row_key = RowKey::derive(epoch, of.descriptor.number, of.row);
        let seen = seen.to_bytes();
        let author = self.session.user;
        let aad = draft_aad(address, author, patient, now_us, &seen);
        self.vault.env.random.stir()?;
        let sealed = seal_cell(&row_key, &aad, plain, &mut self.vault.env.random)?;
        let draft = SealedDraft {
            author,
            entity: of.descriptor.number,
            row: of.row,
            patient,
            saved_at: now_us,
            sealed,
            seen,
        };
        let vault = &mut self.vault;
        let opened = vault.opened.require();
        match opened.and_then(|()| draft.store(&vault.conn)) {
            Ok(()) => {
                let (entity, row) = (draft.entity, draft.row);
                vault.unstored.forget(author, entity, row);
                Ok(())
            }
            Err(error) => {
                vault.unstored.put(draft);
                Err(error)
            }
        }
    }

    /// Returns this user's own draft of a row. One that another program edited is reported as damaged and not returned.
    ///
    /// # Errors
    /// `NoKey`.
    pub fn draft<E: Entity>(&self, id: E::Id) -> Result<Option<Draft<E>>> {
        let of = DraftSlot {
            descriptor: E::DESCRIPTOR,
            row: id.into(),
            cell: DRAFT,
        };
        self.or_damaged(of, |opened| {
            let mut row = Row {
                descriptor: E::DESCRIPTOR,
                id: of.row,
                patient: opened.patient,
                cells: read_draft(E::DESCRIPTOR, &opened.plain)?,
            };
            Ok(Draft {
                value: E::take_row(&mut row)?,
                seen: ReadVersion::from_bytes(&opened.seen)?,
                saved_at: Time(opened.saved_at),
                is_stored: opened.is_stored,
            })
        })
    }

    /// Opens and reads a draft. One that another program edited is reported as damaged and not returned.
    pub(crate) fn or_damaged<T>(
        &self,
        of: DraftSlot,
        read: impl FnOnce(OpenedDraft) -> Result<T>,
    ) -> Result<Option<T>> {
        self.or_note(of, || self.open_draft(of)?.map(read).transpose())
    }

    /// As [`Unlocked::or_damaged`], of a draft that was loaded.
    pub(crate) fn loaded_or_damaged<T>(
        &self,
        of: DraftSlot,
        draft: &SealedDraft,
        read: impl FnOnce(OpenedDraft) -> Result<T>,
    ) -> Result<Option<T>> {
        self.or_note(of, || read(self.open_sealed_draft(of, draft)?).map(Some))
    }

    fn or_note<T>(
        &self,
        of: DraftSlot,
        read: impl FnOnce() -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        match read() {
            Err(Error::Seal(_) | Error::Malformed(_) | Error::Damaged) => {
                let log = &self.session.damage;
                log.note(of.descriptor.number, None, of.row);
                Ok(None)
            }
            read => read,
        }
    }

    fn open_draft(&self, of: DraftSlot) -> Result<Option<OpenedDraft>> {
        let (author, entity) = (self.session.user, of.descriptor.number);
        let unstored = self.vault.unstored.find(author, entity, of.row);
        let stored = match unstored {
            Some(_) => None,
            None => SealedDraft::load(&self.vault.conn, author, entity, of.row)?,
        };
        let Some(draft) = unstored.or(stored.as_ref()) else {
            return Ok(None);
        };
        let opened = self.open_sealed_draft(of, draft)?;
        Ok(Some(OpenedDraft {
            is_stored: unstored.is_none(),
            ..opened
        }))
    }

    fn open_sealed_draft(&self, of: DraftSlot, draft: &SealedDraft) -> Result<OpenedDraft> {
        let key_id = key_id_of(&draft.sealed)?;
        let epoch = self
            .session
            .epochs
            .get(&key_id.number())
            .ok_or(Error::NoKey)?;
        let row_key = RowKey::derive(epoch, of.descriptor.number, of.row);
        let (address, author) = (self.draft_address(of), self.session.user);
        let aad = draft_aad(address, author, draft.patient, draft.saved_at, &draft.seen);
        Ok(OpenedDraft {
            patient: draft.patient,
            plain: open_cell(&row_key, &aad, &draft.sealed)?,
            seen: draft.seen.clone(),
            saved_at: draft.saved_at,
            is_stored: true,
        })
    }

    /// This user's drafts of an entity, of one patient or of all, newest first.
    pub fn drafts<E: Entity>(&self, patient: Option<PatientId>) -> Result<Vec<DraftLine<E::Id>>> {
        let sql = statement!("drafts", "list");
        let mut statement = self.vault.conn.prepare_cached(sql)?;
        let keys = params![
            self.session.user.as_bytes(),
            E::DESCRIPTOR.number,
            patient.map(|id| id.0.into_bytes()),
        ];
        let mut rows = statement.query(keys)?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            // one that another program made unreadable opens to nothing
            if let Some((id, at)) = columns::id(row, 0)?.zip(columns::integer(row, 2)?) {
                drafts.push((id, columns::id(row, 1)?, at));
            }
        }
        let (author, entity) = (self.session.user, E::DESCRIPTOR.number);
        for draft in self.vault.unstored.of(author, entity) {
            if patient.is_none_or(|id| draft.patient == Some(id.0)) {
                drafts.retain(|(id, ..)| *id != draft.row);
                drafts.push((draft.row, draft.patient, draft.saved_at));
            }
        }
        drafts.sort_by_key(|(_, _, at)| std::cmp::Reverse(*at));
        let line = |(id, patient, at): (Uuid, Option<Uuid>, i64)| DraftLine {
            id: id.into(),
            patient: patient.map(PatientId),
            saved_at: Time(at),
        };
        Ok(drafts.into_iter().map(line).collect())
    }

    /// Returns all drafts of this user as they are stored, newest first.
    pub(crate) fn sealed_drafts(&self) -> Result<Vec<SealedDraft>> {
        let author = self.session.user;
        let mut drafts = SealedDraft::load_all(&self.vault.conn, author)?;
        for unstored in self.vault.unstored.of_author(author) {
            drafts.retain(|draft| (draft.entity, draft.row) != (unstored.entity, unstored.row));
            drafts.push(unstored.clone());
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
        Ok(drafts)
    }

    /// After a group was made of it, or when its author throws it away.
    pub fn drop_draft<E: Entity>(&mut self, id: E::Id) -> Result<()> {
        self.delete_draft(E::DESCRIPTOR.number, id.into())
    }

    pub(crate) fn delete_draft(&mut self, entity: u16, id: Uuid) -> Result<()> {
        let author = self.session.user;
        let sql = statement!("drafts", "delete");
        self.vault
            .conn
            .execute(sql, params![author.as_bytes(), entity, id.as_bytes()])?;
        self.vault.unstored.forget(author, entity, id);
        Ok(())
    }

    fn draft_address(&self, of: DraftSlot) -> Address {
        Address {
            tenant: self.vault.facts.tenant,
            entity: of.descriptor.number,
            row: of.row,
            cell: of.cell,
        }
    }
}

impl crate::write::tx::WriteTx<'_> {
    /// Removes the draft as part of this action: it goes when the action is committed.
    pub fn drop_draft<E: Entity>(&mut self, id: E::Id) -> Result<()> {
        self.delete_draft(E::DESCRIPTOR.number, id.into())
    }
}

/// What a draft is bound to: its row, its author, its patient, its time and the version that its author saw. What was
/// typed over an older version of the row does not open over a newer one.
fn draft_aad(
    address: Address,
    author: Uuid,
    patient: Option<Uuid>,
    saved_at_us: i64,
    seen: &[u8],
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(256);
    writer.raw(&sync_contract::change::associated_data(
        address,
        Clock::default(),
        0,
    ));
    writer.uuid(author);
    writer.option(patient, Writer::uuid);
    writer.i64(saved_at_us);
    writer.bytes(seen);
    writer.finish()
}

fn write_draft(row: &Row) -> Vec<u8> {
    let mut writer = Writer::with_capacity(1024);
    writer.list(&row.cells, |w, cell| {
        w.u8(cell.number);
        let numbered = (0_u16..)
            .zip(&cell.values)
            .filter(|(_, value)| **value != Value::Undecryptable);
        let numbered: Vec<(u16, Value)> =
            numbered.map(|(aad, value)| (aad, value.clone())).collect();
        w.bytes(&write_inner(&numbered));
    });
    writer.finish()
}

fn read_draft(descriptor: &'static Descriptor, plain: &[u8]) -> Result<Vec<CellContent>> {
    let mut reader = Reader::new(plain);
    let read = reader.list(|r| Ok((r.u8()?, r.bytes()?.to_vec())))?;
    reader.end()?;
    read.into_iter()
        .map(|(number, bytes)| {
            let spec = descriptor.cell(number).ok_or(Error::Damaged)?;
            let mut values = CellValues::from_elem(Value::Undecryptable, spec.fields.len());
            for (aad, value) in read_inner(&bytes)? {
                *values.get_mut(usize::from(aad)).ok_or(Error::Damaged)? = value;
            }
            Ok(CellContent { number, values })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sync_contract::Wire;
    use sync_contract::catalog::{Patient, Visit};
    use sync_contract::ids::*;
    use sync_contract::read_version::ReadVersion;
    use uuid::Uuid;

    use crate::crypto::password::Password;
    use crate::error::Error;
    use crate::testing::*;
    use crate::vault::Vault;

    #[test]
    fn a_draft_survives_a_lock_and_goes_with_the_action_that_it_became() {
        let (machine, mut unlocked) = clinic();
        let patient_id = register(&mut unlocked, "Okafor");
        let id = VisitId(Uuid::from_u128(77));
        let draft = visit(id, patient_id, unlocked.user(), "tired since spring");
        let (queued, entries) = ("select count(*) from queue", "select count(*) from audit");
        let before = (
            count(&unlocked.vault, queued),
            count(&unlocked.vault, entries),
        );
        unlocked
            .save_draft(&draft, &ReadVersion::default())
            .unwrap();
        unlocked
            .save_draft(&draft, &ReadVersion::default())
            .unwrap();
        assert_eq!(
            (
                count(&unlocked.vault, queued),
                count(&unlocked.vault, entries)
            ),
            before
        );
        drop(unlocked);

        let mut unlocked = machine.unlock();
        let loaded = unlocked.draft::<Visit>(id).unwrap().unwrap();
        assert_eq!(loaded.value, draft);
        assert_eq!(unlocked.drafts::<Visit>(Some(patient_id)).unwrap().len(), 1);
        assert!(unlocked.drafts::<Patient>(None).unwrap().is_empty());
        let failed: crate::error::Result<()> = unlocked.write("start visit", |tx| {
            tx.drop_draft::<Visit>(id)?;
            Err(crate::error::Error::NotFound)
        });
        assert!(failed.is_err() && unlocked.draft::<Visit>(id).unwrap().is_some());
        unlocked
            .write("start visit", |tx| {
                tx.insert(&draft)?;
                tx.drop_draft::<Visit>(id)
            })
            .unwrap();
        assert!(unlocked.draft::<Visit>(id).unwrap().is_none());
    }

    #[test]
    fn a_draft_that_the_disk_does_not_take_waits_for_room_over_a_lock() {
        let (_machine, mut unlocked) = clinic();
        let patient_id = register(&mut unlocked, "Okafor");
        let id = VisitId(Uuid::from_u128(77));
        let provider = unlocked.user();
        let of = |words: &str| visit(id, patient_id, provider, words);
        let (short, long) = (of("tired"), of(&"long ".repeat(700)));
        let seen = ReadVersion::default();
        unlocked.save_draft(&short, &seen).unwrap();
        unlocked.vault.set_full(true);
        let refused = unlocked.save_draft(&long, &seen);
        assert!(matches!(refused, Err(Error::DiskFull)), "{refused:?}");

        // a lock and a sign-in in the same run
        let mut vault = unlocked.lock();
        assert_eq!(vault.unstored_drafts(), 1);
        assert!(matches!(vault.store_drafts(), Err(Error::DiskFull)));
        let words = |vault: &Vault| {
            let sealed = "select count(*) from drafts where length(sealed) > 3000";
            count(vault, sealed)
        };
        assert_eq!(words(&vault), 0);
        vault.set_full(false);
        let mut unlocked = vault.unlock("ada", &Password::new(PASSWORD)).unwrap();
        let loaded = unlocked.draft::<Visit>(id).unwrap().unwrap();
        assert_eq!((loaded.value, loaded.is_stored), (long.clone(), false));
        assert_eq!(unlocked.drafts::<Visit>(None).unwrap().len(), 1);
        assert!(
            unlocked
                .drafts::<Visit>(Some(PatientId(Uuid::nil())))
                .unwrap()
                .is_empty()
        );

        unlocked.vault_mut().store_drafts().unwrap();
        assert_eq!(
            (unlocked.vault().unstored_drafts(), words(&unlocked.vault)),
            (0, 1)
        );
        let loaded = unlocked.draft::<Visit>(id).unwrap().unwrap();
        assert_eq!((loaded.value, loaded.is_stored), (long, true));

        // what is saved since takes the place of what waited
        let id = VisitId(Uuid::from_u128(78));
        let of = |words: &str| visit(id, patient_id, provider, words);
        unlocked.vault.set_full(true);
        let refused = unlocked.save_draft(&of(&"more ".repeat(700)), &seen);
        assert!(matches!(refused, Err(Error::DiskFull)), "{refused:?}");
        unlocked.vault.set_full(false);
        let other = of("rested");
        unlocked.save_draft(&other, &seen).unwrap();
        unlocked.vault_mut().store_drafts().unwrap();
        assert_eq!(unlocked.draft::<Visit>(id).unwrap().unwrap().value, other);
        unlocked.drop_draft::<Visit>(id).unwrap();
        assert!(unlocked.draft::<Visit>(id).unwrap().is_none());
    }

    #[test]
    fn a_draft_in_memory_goes_with_the_commit_of_the_action_that_drops_it() {
        let (_machine, mut unlocked) = clinic();
        let patient_id = register(&mut unlocked, "Okafor");
        let id = VisitId(Uuid::from_u128(77));
        let waiting = visit(id, patient_id, unlocked.user(), &"long ".repeat(700));
        unlocked.vault.set_full(true);
        let refused = unlocked.save_draft(&waiting, &ReadVersion::default());
        assert!(matches!(refused, Err(Error::DiskFull)), "{refused:?}");
        unlocked.vault.set_full(false);

        let failed: Result<(), Error> = unlocked.write("fail", |tx| {
            tx.drop_draft::<Visit>(id)?;
            Err(Error::NoKey)
        });
        assert!(failed.is_err());
        let loaded = unlocked.draft::<Visit>(id).unwrap().unwrap();
        assert_eq!(loaded.value, waiting);

        let stored: Result<(), Error> = unlocked.write("start visit", |tx| {
            tx.insert(&waiting)?;
            tx.drop_draft::<Visit>(id)
        });
        stored.unwrap();
        assert!(unlocked.draft::<Visit>(id).unwrap().is_none());
        assert_eq!(unlocked.vault().unstored_drafts(), 0);
    }

    #[test]
    fn a_draft_opens_for_its_patient_time_and_version_alone() {
        let (_machine, mut unlocked) = clinic();
        let (ana, ben) = (
            register(&mut unlocked, "Ana"),
            register(&mut unlocked, "Ben"),
        );
        let id = VisitId(Uuid::from_u128(77));
        let draft = visit(id, ana, unlocked.user(), "tired since spring");
        let other = ReadVersion::default();
        let seen = unlocked.read().get::<Patient>(ana).unwrap().unwrap().seen;
        unlocked.save_draft(&draft, &seen).unwrap();
        let conn = &unlocked.vault.conn;
        for (sql, value) in [
            ("update drafts set patient = ?1", ben.0.as_bytes().to_vec()),
            (
                "update drafts set saved_at = saved_at - length(?1)",
                vec![1],
            ),
            ("update drafts set read_version = ?1", other.to_bytes()),
        ] {
            conn.execute_batch("savepoint attack").unwrap();
            assert_eq!(conn.execute(sql, [value]).unwrap(), 1);
            assert!(unlocked.draft::<Visit>(id).unwrap().is_none(), "{sql}");
            let reported = unlocked.take_damage();
            assert_eq!((reported.len(), reported[0].name), (1, "Visit"), "{sql}");
            conn.execute_batch("rollback to attack; release attack")
                .unwrap();
        }
        assert_eq!(unlocked.draft::<Visit>(id).unwrap().unwrap().value, draft);
    }
}
